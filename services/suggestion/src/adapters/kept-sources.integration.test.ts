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
  const dismissals = async (who: { userId?: string; sessionId?: string }) => {
    const load = async () => [{ itemId: `${++calls}`, ageMs: 0 }]
    return (await kept.dismissals('acme', who, load, async () => undefined))[0]?.itemId
  }
  expect([await dismissals({ userId: 'ann' }), await dismissals({ userId: 'ann' })]).toEqual(['1', '1'])
  expect(await dismissals({ sessionId: 'ann' })).toBe('2')
  expect(await dismissals({ userId: 'bob', sessionId: 's' })).toBe('3')
  await caches.invalidate('acme', dismissalTags([{ sessionId: 's' }]))
  expect([await dismissals({ userId: 'ann' }), await dismissals({ userId: 'bob', sessionId: 's' })]).toEqual(['1', '4'])
})

it('nothing is loaded for people who dismissed nothing, until they do', async () => {
  const dismissed = new Map<string, string[]>([['user ann', ['tea']]])
  const loads: object[] = []
  const dismissals = async (who: { userId?: string; sessionId?: string }) => {
    const own = [`user ${who.userId}`, `session ${who.sessionId}`].flatMap((person) => dismissed.get(person) ?? [])
    const idsOf = (kind: string) =>
      [...dismissed.keys()].filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length + 1))
    const load = async () => {
      loads.push(who)
      return own.map((itemId) => ({ itemId, ageMs: 0 }))
    }
    const people = async () => ({ userIds: idsOf('user'), sessionIds: idsOf('session') })
    return (await kept.dismissals('quiet', who, load, people)).map(({ itemId }) => itemId)
  }
  expect(await dismissals({ userId: 'ann', sessionId: 's' })).toEqual(['tea'])
  expect([await dismissals({ userId: 'bob', sessionId: 's' }), await dismissals({ sessionId: 'ann' })]).toEqual([
    [],
    [],
  ])
  expect(loads).toEqual([{ userId: 'ann', sessionId: 's' }])
  dismissed.set('session s', ['cup'])
  await caches.invalidate('quiet', dismissalTags([{ sessionId: 's' }]))
  expect(await dismissals({ userId: 'bob', sessionId: 's' })).toEqual(['cup'])
})
