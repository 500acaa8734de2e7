import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { stack } from './stack.ts'

const shop = await newTenant({ plan: 'scale' }, stack)

/** Events that the model knows, and has learned from as they happened, when this ends. */
async function visit(sessionId: string, itemIds: readonly string[]): Promise<void> {
  const body = itemIds.map((itemId) => ({ type: 'view', sessionId, itemId }))
  const { headers } = await shop.call(calls.postEvents, { body })
  const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
  await shop.call(calls.predict, { body: { sessionId }, headers: token })
}

/** How much each component counts, which the model learns from events as they happen. */
async function weights() {
  const { data } = (await shop.call(calls.predict, { body: { recent: ['a'], limit: 5, explain: true } })).body
  return data.map(({ itemId, reasons = [] }) => [
    itemId,
    ...reasons.map(({ model, weight }) => [model, weight.toFixed(3)]),
  ])
}

it('a prediction service that is stopped stores what its models learned and answers the same after its start', async () => {
  await visit('first', ['a', 'b', 'c'])
  const untaught = await weights()
  for (let n = 0; n < 5; n++) await visit(`early-${n}`, ['a', 'b', 'c'])
  for (let n = 0; n < 40; n++) await visit(`late-${n}`, ['a', 'c', 'b', 'd'])
  const before = await weights()
  expect(before).not.toEqual(untaught)
  await stack.services.prediction.stop()
  await stack.services.prediction.start()
  await eventually(async () => expect(await weights()).toEqual(before))
})

it('a deleted item is not predicted or found after the services start again', async () => {
  await shop.call(calls.putItems, { body: ['e', 'f', 'g'].map((id) => ({ id, title: `Item ${id}` })) })
  for (let n = 0; n < 5; n++) await visit(`removal-${n}`, ['e', 'f', 'g'])
  const named = async () => {
    const predicted = (await shop.call(calls.predict, { body: { recent: ['e'], limit: 50 } })).body.data
    const found = (await shop.call(calls.search, { body: { q: 'item' } })).body.data
    return [predicted, found].map((answer) => answer.some(({ itemId }) => itemId === 'f'))
  }
  await eventually(async () => expect(await named()).toEqual([true, true]))
  await shop.call(calls.deleteItem, { params: { id: 'f' } })
  for (const service of [stack.services.prediction, stack.services.search]) {
    await service.stop()
    await service.start()
  }
  await eventually(async () => expect(await named()).toEqual([false, false]))
})
