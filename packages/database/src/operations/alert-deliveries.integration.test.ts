import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { type DeliveryRow, listDeliveries, saveDeliveries, toldKeys } from './alert-deliveries.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())
const soon = () => new Deadline(10_000)
const row = (id: string, facts: Partial<DeliveryRow> = {}): DeliveryRow => ({
  ...{ id, destination: 'team', state: 'waiting', message: { text: 'é "x"' }, keys: [`team ${id}`], attempts: 0 },
  ...{ error: null, createdAt: new Date(), endedAt: null, ...facts },
})

it('a message is stored as it is now, never waits again when it ended, and is listed by state, newest first', async () => {
  const [older, newer] = [row('a', { createdAt: new Date(Date.now() - 1000) }), row('b')]
  await saveDeliveries(database, [older, newer], soon())
  const dead = { ...older, state: 'dead', attempts: 9, error: 'it answered 500', endedAt: new Date() } as const
  await saveDeliveries(database, [dead], soon())
  await saveDeliveries(database, [older], soon())
  expect(await listDeliveries(database, undefined, 9, soon())).toEqual([newer, dead])
  expect(await listDeliveries(database, 'dead', 9, soon())).toEqual([dead])
  expect(await listDeliveries(database, undefined, 1, soon())).toEqual([newer])
})

it('it is known what was told, until the message is 30 days old', async () => {
  const old = row('old', { createdAt: new Date(Date.now() - 31 * 86_400_000) })
  await saveDeliveries(database, [old, row('c', { keys: ['x', 'y'] })], soon())
  expect(await toldKeys(database, ['y', 'z', 'team old'], soon())).toEqual(new Set(['y']))
  expect(await toldKeys(database, [], soon())).toEqual(new Set())
})
