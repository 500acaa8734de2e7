import { createDatabase, putServiceMinutes } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { createReadBurns } from './read-burns.ts'

const { roleUrl } = await testDatabase()
const open = (role: 'gateway' | 'maintenance') =>
  createDatabase({ url: roleUrl(role), applicationName: 'test', pool: 1 })
const [gateway, maintenance] = [open('gateway'), open('maintenance')]
afterAll(() => gateway.close())

let nowMs = 0
/** Both counts are of one minute, also if it ends meanwhile. */
const minute = Math.floor(Date.now() / 60_000) * 60
const readBurns = createReadBurns(maintenance, () => nowMs)
const put = (errors: number) => {
  const counts = {
    tenantId: 'shop',
    class: 'predict',
    minute,
    total: 100,
    errors,
    events: 0,
    latency: Array(11).fill(0),
  } as const
  return putServiceMinutes(gateway, 'test', [counts])
}

it('reads how fast each budget burns, long windows every five minutes, and keeps the last burn without Postgres', async () => {
  await put(2)
  const first = { ...(await readBurns()).availability }
  expect(first['5m']?.rate).toBeCloseTo(20)
  expect(first['3d']?.rate).toBeCloseTo(20)
  expect([first['5m']?.bad, first['3d']?.bad]).toEqual([2, 2])

  await put(4)
  nowMs = 10_000
  const second = { ...(await readBurns()).availability }
  expect([second['1h'], second['3d']].map((burn) => Math.round(burn?.rate ?? 0))).toEqual([40, 20])

  nowMs = 300_000
  expect((await readBurns()).availability?.['3d']?.rate).toBeCloseTo(40)

  await maintenance.close()
  nowMs = 900_000
  expect((await readBurns()).availability?.['5m']?.rate).toBeCloseTo(40)
})
