import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newEvent } from '../../test/new-event.ts'
import { createDatabase } from '../client/create-database.ts'
import { insertEvents } from './events.ts'
import { readItemUses } from './item-uses.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
afterAll(() => Promise.all([database.close(), worker.close()]))

const at = (day: number) => `2026-11-${day}T12:00:00Z`

it('the uses of an item by one user or session on one day count as one', async () => {
  const flood = Array.from({ length: 100 }, (_, n) => newEvent(`f${n}`, { itemId: 'flooded', occurredAt: at(20) }))
  const byUser = Array.from({ length: 50 }, (_, n) =>
    newEvent(`u${n}`, { itemId: 'flooded', userId: 'bot', sessionId: `b${n}`, occurredAt: at(20) }),
  )
  const used = ['s1', 's2', 's3'].map((sessionId) =>
    newEvent(sessionId, { itemId: 'used', sessionId, occurredAt: at(20) }),
  )
  const nextDay = newEvent('next', { itemId: 'used', sessionId: 's1', occurredAt: at(21) })
  await insertEvents(database.background('shop'), [...flood, ...byUser, ...used, nextDay])
  const uses = await readItemUses(worker.background('shop'), Date.parse(at(21)) + 1)
  expect(uses.map(({ itemId, weight }) => [itemId, Math.round(10 * weight)])).toEqual([
    ['used', Math.round(10 * (1 + 3 * 2 ** (-1 / 30)))],
    ['flooded', Math.round(10 * 2 * 2 ** (-1 / 30))],
  ])
})
