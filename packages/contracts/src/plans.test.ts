import { Value } from 'typebox/value'
import { expect, it } from 'vitest'
import { planNames, plans } from './plans.ts'
import { PlanLimits } from './schemas/plan-limits.ts'

it('plans allow the published numbers of requests per minute', () => {
  const published = planNames.map((name) => {
    const { requestsPerMinute, expensivePerMinute, learningPerMinute } = plans[name]
    return [name, requestsPerMinute, expensivePerMinute, learningPerMinute]
  })
  expect(published).toEqual([
    ['starter', 1_000, 20, 10],
    ['growth', 30_000, 200, 100],
    ['scale', 1_000_000, 2_000, 1_000],
  ])
})

it('the starter plan allows a user 100 requests per minute, 50 of them in 10 seconds', () => {
  expect(plans.starter).toMatchObject({ userRequestsPerMinute: 100, userRequestsPer10Seconds: 50 })
})

it('every plan is valid, and no key is allowed more than its tenant', () => {
  for (const limits of Object.values(plans)) {
    expect([...Value.Errors(PlanLimits, limits)]).toEqual([])
    expect(limits.keyRequestsPerMinute).toBeLessThanOrEqual(limits.requestsPerMinute)
  }
})
