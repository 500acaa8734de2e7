import { createDatabase } from '@inkling/database'
import { removeDataFolder, startPostgres, startStandby } from '@inkling/local'
import { Deadline } from '@inkling/resilience'
import { temporaryFolder } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it, vi } from 'vitest'

const folder = await temporaryFolder()
const first = await startPostgres({ dir: `${folder}/first`, durable: false, replicable: true })
const setUp = postgres(first.url(), { max: 1, onnotice: () => {} })
await setUp`create table notes (said text)`
await setUp.end()
const second = await startStandby({ dir: `${folder}/second`, primary: first, durable: false })
const both = [first, second].map((server) => new URL(server.url()))
const hosts = both.map(({ host }) => host).join()
const url = `postgres://${both[0]?.username}:${both[0]?.password}@${hosts}/postgres?target_session_attrs=primary`
// Its circuit is tried again at once.
const policy = { firstHalfOpenAfterMs: 100, halfOpenAfterMs: 100 }
const database = createDatabase({ url, applicationName: 'test', pool: 2, policy })
const forget = vi.fn()
database.onOtherCluster(forget)

afterAll(async () => {
  await database.close()
  await Promise.all([first.stop(), second.stop()])
  await removeDataFolder(folder)
})

const say = (said: string) =>
  database.platform({ name: 'say', deadline: new Deadline(20_000) }, (sql) => sql`insert into notes values (${said})`)
async function on(server: typeof first, work: (sql: postgres.Sql) => Promise<unknown>): Promise<unknown> {
  const sql = postgres(server.url(), { max: 1, onnotice: () => {} })
  return work(sql).finally(() => sql.end())
}
const notesOn = async (server: typeof first) =>
  ((await on(server, (sql) => sql`select said from notes order by said`)) as { said: string }[]).map(({ said }) => said)
const written = (said: string) =>
  expect
    .poll(
      () =>
        say(said).then(
          () => true,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true)

it('writes go on at the standby once it is promoted, and what was of the old primary is forgotten', async () => {
  await say('1 before')
  await expect.poll(() => notesOn(second)).toEqual(['1 before'])
  const { cluster } = database
  await first.stop()
  await expect(say('lost')).rejects.toMatchObject({ code: 'dependency_unavailable' })
  await on(second, (sql) => sql`select pg_promote()`)
  await written('2 after')
  expect(await notesOn(second)).toEqual(['1 before', '2 after'])
  expect(forget).toHaveBeenCalledOnce()
  expect(database.cluster).not.toBe(cluster)
})

it('an old primary that comes back gets no write of a process that knows the new one', async () => {
  await first.start()
  // Both say that they are primaries, and each new connection leads to the next server.
  const outcomes = new Set<boolean>()
  for (let n = 0; n < 6; n++) {
    await on(
      second,
      (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'test%'`,
    )
    outcomes.add(
      await say('3 later').then(
        () => true,
        () => false,
      ),
    )
  }
  await written('3 later')
  expect(outcomes.size).toBeGreaterThan(0)
  expect(await notesOn(first)).toEqual(['1 before'])
  expect(new Set(await notesOn(second))).toEqual(new Set(['1 before', '2 after', '3 later']))
})
