import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newEvent } from '../../test/new-event.ts'
import { createDatabase } from '../client/create-database.ts'
import { countEvents, hasEventsSince, insertEvents } from './events.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
afterAll(() => database.close())

it('counts the events of the tenant alone', async () => {
  const tenant = database.background('counted')
  await insertEvents(tenant, [newEvent('a'), newEvent('b')])
  await insertEvents(database.background('other'), [newEvent('a'), newEvent('b'), newEvent('c')])
  expect(await countEvents(tenant)).toBe(2)
  expect(await hasEventsSince(tenant, 0n, 2)).toBe(true)
  expect(await hasEventsSince(tenant, 0n, 3)).toBe(false)
})
