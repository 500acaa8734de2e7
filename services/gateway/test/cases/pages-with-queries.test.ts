import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'

const shop = await newTenant()

/** Pages as `inkling import --page-params id` names them. */
it('lists a page that a parameter names under the address that it has', async () => {
  const visits = Array.from({ length: 20 }, (_, n) =>
    ['/p?id=6', '/p?id=7'].map((itemId) => ({ type: 'view', sessionId: `s${n}`, itemId })),
  )
  const body = [...visits.flat(), { type: 'view', sessionId: 'now', itemId: '/p?id=6' }]
  const { headers } = await shop.call(calls.postEvents, { body })
  const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
  const query = { sessionId: 'now', minProbability: 0.01, prerenderProbability: 1 }
  const { body: rules } = await shop.call(calls.getSpeculationRules, { query, headers: token })
  expect(rules.prefetch.flatMap(({ urls }) => urls)[0]).toBe('/p?id=7')
})
