import { mkdtempSync } from 'node:fs'
import { chmod, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import getPort from 'get-port'
import { afterAll, expect, it } from 'vitest'
import { tunedSettings } from '../../../postgres/tune/src/tuned-settings.ts'
import { queryOnce } from '../../test/query-once.ts'
import { spawnServer } from '../processes/server-process.ts'
import { removeDataFolder } from './remove-data-folder.ts'
import { requirePostgres } from './require-binary.ts'
import { startPostgres } from './start-postgres.ts'

const folder = mkdtempSync(join(tmpdir(), 'inkling-postgres-'))
await chmod(folder, 0o711)
const dir = join(folder, 'postgres')
const server = await startPostgres({ dir, durable: false })
afterAll(async () => {
  await server.stop()
  await removeDataFolder(folder)
})

const query = (statement: string, url = server.url()) => queryOnce(url, statement)

async function untilReady(): Promise<void> {
  while (!(await readFile(join(dir, 'data/postmaster.pid'), 'utf8').catch(() => '')).includes('ready'))
    await new Promise(setImmediate)
}

it('a private Postgres runs as an unprivileged user, listens on loopback only and asks for a password', async () => {
  const [settings] = await query(`select current_setting('listen_addresses') as addresses,
    current_setting('unix_socket_directories') as sockets, current_setting('synchronous_commit') as commits`)
  expect(settings).toEqual({ addresses: '127.0.0.1', sockets: '', commits: 'on' })
  expect((await stat(join(dir, 'data'))).uid).not.toBe(0)
  const stranger = Object.assign(new URL(server.url()), { password: 'guess' }).href
  await expect(query('select 1', stranger)).rejects.toThrow('password authentication failed')
})

it('a private Postgres runs with the settings for this machine', async () => {
  const rows = await query(`select name, source from pg_settings
    where name in ('shared_buffers', 'work_mem', 'max_wal_size', 'random_page_cost') and source = 'command line'`)
  expect(rows).toHaveLength(4)
})

it.each([
  { memoryBytes: 2 ** 30, cores: 1, disk: 'hdd', diskBytes: 2 ** 33, connections: 20 },
  { memoryBytes: 2 ** 40, cores: 256, disk: 'ssd', diskBytes: 2 ** 44, connections: 5_000 },
] as const)('Postgres takes the settings for $cores cores with $disk', async (machine) => {
  const given = tunedSettings(machine).flatMap(({ name, value }) => ['-c', `${name}=${value}`])
  const { uid, gid } = await stat(join(dir, 'data'))
  // It reads and checks all settings, and starts nothing.
  const { stdout } = await execa(
    await requirePostgres(),
    ['-D', join(dir, 'data'), ...given, '-C', 'max_connections'],
    {
      ...(process.getuid?.() === 0 && { uid, gid }),
    },
  )
  expect(stdout).toBe(String(machine.connections))
})

it('a private Postgres counts statements, and stores no command that may hold a password', async () => {
  await query('create extension pg_stat_statements')
  await query("create role somebody password 'a secret'")
  await query('select 42 as counted')
  const rows = await query('select query from pg_stat_statements')
  expect(rows.map((row) => row.query)).toContain('select $1 as counted')
  expect(JSON.stringify(rows)).not.toContain('somebody')
})

it('a private Postgres keeps its port and its data over a restart', async () => {
  await query('create table kept as select 42 as answer')
  await server.stop()
  await expect(query('select 1')).rejects.toThrow('ECONNREFUSED')
  await server.start()
  expect(await query('select answer from kept')).toEqual([{ answer: 42 }])
})

it('a private Postgres that was killed starts again by itself', async () => {
  server.kill()
  await server.ready()
  expect(await query('select answer from kept')).toEqual([{ answer: 42 }])
})

it('startPostgres stops a server that a killed start left running, and takes over its data', async () => {
  await server.stop()
  const { uid, gid } = await stat(join(dir, 'data'))
  const left = spawnServer({
    command: await requirePostgres(),
    args: [
      '-D',
      join(dir, 'data'),
      '-c',
      'unix_socket_directories=',
      '-c',
      'listen_addresses=127.0.0.1',
      '-p',
      String(await getPort()),
    ],
    cwd: dir,
    env: {},
    logFile: join(folder, 'left.log'),
    identity: process.getuid?.() === 0 ? { uid, gid } : undefined,
    stopSignal: 'SIGINT',
    stopTimeoutMs: 10_000,
  })
  await untilReady()
  await server.start()
  expect(await left.exited).toBe('code 0')
  expect(await query('select answer from kept')).toEqual([{ answer: 42 }])
})
