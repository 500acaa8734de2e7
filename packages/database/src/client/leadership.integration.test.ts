import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { createDatabase } from './create-database.ts'
import { Leadership } from './leadership.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const opened: Leadership[] = []
afterAll(() => Promise.all([owner.close(), ...opened.map((one) => one.close())]))

function stand(name: string, applicationName = 'stands', onNotified = () => {}) {
  const one = new Leadership({
    url: roleUrl('maintenance'),
    applicationName,
    name,
    channel: 'inkling_test',
    onNotified,
  })
  opened.push(one)
  return one
}

it('of several processes one leads, until it closes', async () => {
  const [first, second, other] = [stand('work'), stand('work'), stand('other work')]
  expect(await first.hold()).toBe(true)
  expect(await second.hold()).toBe(false)
  expect(await first.hold()).toBe(true)
  expect(await other.hold()).toBe(true)
  await first.close()
  expect(await second.hold()).toBe(true)
})

it('another process leads once the session of the leader has ended, and the leader learns it', async () => {
  const [first, second] = [stand('killed', 'doomed'), stand('killed')]
  expect(await first.hold()).toBe(true)
  await owner.platform(
    { name: 'kill' },
    (sql) => sql`select pg_terminate_backend(pid, 2000) from pg_stat_activity where application_name = 'doomed'`,
  )
  expect(await second.hold()).toBe(true)
  await vi.waitFor(async () => expect(await first.hold()).toBe(false), { timeout: 10_000, interval: 20 })
})

it('is told of notifications, also after its session was lost', async () => {
  const told = vi.fn()
  const listener = stand('listens', 'listens', told)
  const notify = () => owner.platform({ name: 'notify' }, (sql) => sql`select pg_notify('inkling_test', '')`)
  await listener.hold()
  await notify()
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), { timeout: 10_000, interval: 20 })
  await owner.platform(
    { name: 'kill' },
    (sql) => sql`select pg_terminate_backend(pid, 2000) from pg_stat_activity where application_name = 'listens'`,
  )
  await vi.waitFor(() => listener.hold(), { timeout: 10_000, interval: 20 })
  await notify()
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2), { timeout: 10_000, interval: 20 })
})
