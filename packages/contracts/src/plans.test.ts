import { expect, it } from 'vitest'
import { planNames, plans } from './plans.ts'

it('plans allow the published numbers of requests per minute', () => {
  expect(plans).toEqual({
    starter: { requestsPerMinute: 1_000, expensivePerMinute: 20, learningPerMinute: 10 },
    growth: { requestsPerMinute: 30_000, expensivePerMinute: 200, learningPerMinute: 100 },
    scale: { requestsPerMinute: 1_000_000, expensivePerMinute: 2_000, learningPerMinute: 1_000 },
  })
  expect(planNames).toEqual(['starter', 'growth', 'scale'])
})
