import { createCache } from '@inkling/cache'
import { testRedis } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { dismissalTags, keptSources } from './kept-sources.ts'

const { url: redisUrl } = await testRedis()
const caches = createCache({ redisUrl })
await caches.ready
afterAll(() => caches.close())
const kept = keptSources(caches)

let loads: string[][] = []
const itemOf = (id: string) => ({ id, title: id, createdAt: '', updatedAt: '' })
const load = async (itemIds: string[]) => {
  loads.push(itemIds)
  return { data: itemIds.filter((id) => id !== 'unknown').map(itemOf) }
}
const itemsOf = async (tenantId: string, ...itemIds: string[]) => {
  loads = []
  return (await kept.items(tenantId, itemIds, load)).map(({ id }) => id)
}

it('items that are not in memory are loaded with one call, and unknown ones are remembered as unknown', async () => {
  expect(await itemsOf('acme', 'a', 'b', 'unknown')).toEqual(['a', 'b'])
  expect(loads).toEqual([['a', 'b', 'unknown']])
  expect(await itemsOf('acme', 'a', 'c', 'unknown')).toEqual(['a', 'c'])
  expect(loads).toEqual([['c']])
  expect(await itemsOf('globex', 'a')).toEqual(['a'])
  expect(loads).toEqual([['a']])
})

it('an item that changed is loaded again, and others are not', async () => {
  await itemsOf('changing', 'a', 'b')
  await caches.invalidate('changing', ['items/a'])
  await itemsOf('changing', 'a', 'b')
  expect(loads).toEqual([['a']])
})

it('an error of the load reaches the caller, and is not kept', async () => {
  const fail = async () => {
    throw new Error('search unavailable')
  }
  await expect(kept.items('failing', ['a', 'b'], fail)).rejects.toThrow('search unavailable')
  expect(await itemsOf('failing', 'a', 'b')).toEqual(['a', 'b'])
})

it('similar items are kept per question, until an item changes', async () => {
  let calls = 0
  const similar = (tenantId: string, text: string) =>
    kept.similar(tenantId, { text }, async () => ({ data: [], epoch: ++calls }))
  expect([(await similar('acme', 'tea')).epoch, (await similar('acme', 'tea')).epoch]).toEqual([1, 1])
  expect((await similar('acme', 'cup')).epoch).toBe(2)
  expect((await similar('globex', 'tea')).epoch).toBe(3)
  await caches.invalidate('acme', ['items'])
  expect((await similar('acme', 'tea')).epoch).toBe(4)
})

it('dismissals are kept per person, until the person dismisses again', async () => {
  let calls = 0
  const dismissals = async (who: { userId?: string; sessionId?: string }) =>
    (await kept.dismissals('acme', who, async () => [{ itemId: `${++calls}`, ageMs: 0 }]))[0]?.itemId
  expect([await dismissals({ userId: 'ann' }), await dismissals({ userId: 'ann' })]).toEqual(['1', '1'])
  expect(await dismissals({ sessionId: 'ann' })).toBe('2')
  expect(await dismissals({ userId: 'bob', sessionId: 's' })).toBe('3')
  await caches.invalidate('acme', dismissalTags({ sessionId: 's' }))
  expect([await dismissals({ userId: 'ann' }), await dismissals({ userId: 'bob', sessionId: 's' })]).toEqual(['1', '4'])
})
