import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'

const shop = await newTenant()

/** Numbers below `limit` that look random and are the same in every run (a linear congruential generator). */
function numbers() {
  let state = 1
  return (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
const below = numbers()

/** Sends sessions of 64 events that are all scored; returns once the model knows them. */
async function visit(visits: number, itemOf: (n: number) => string) {
  for (let i = 0; i < visits; i++) {
    const sessionId = `s${below(1e9)}`
    const body = Array.from({ length: 64 }, (_, n) => ({ type: 'view', sessionId, itemId: itemOf(n) }))
    const { headers } = await shop.call(calls.postEvents, { body })
    const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
    await shop.call(calls.predict, { body: {}, headers: token })
  }
}

const runs = async () => (await shop.call(calls.listRuns)).body.data.map(({ kind, options }) => ({ kind, ...options }))

it('a change of behaviour causes exactly one train run, with the reason drift', async () => {
  await visit(30, (n) => (below(3) > 0 ? `step ${n % 10}` : `step ${below(10)}`))
  expect(await runs()).toEqual([])
  await visit(8, () => `never seen ${below(100_000)}`)
  await eventually(async () => expect(await runs()).toMatchObject([{ kind: 'train', reason: 'drift' }]))
  await visit(8, () => `never seen ${below(100_000)}`)
  expect(await runs()).toHaveLength(1)
})
