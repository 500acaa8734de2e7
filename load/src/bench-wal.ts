/**
 * What it costs that a commit is acknowledged only once its WAL is on a second disk (BACKUP_WAL_FOLDER): commits of one
 * row, with and without the receiver of WAL, in turns. Both folders are on the disk of the temporary folder.
 *
 *   pnpm bench:wal [--seconds 4] [--rounds 3]
 */
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type PostgresServer, removeDataFolder, requireBackupEngine, startPostgres } from '@inkling/local'
import postgres from 'postgres'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '4' }, rounds: { type: 'string', default: '3' } },
})
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)]

interface Measured {
  readonly perSecond: number
  readonly msP50: number
  readonly msP99: number
}

async function commits(server: PostgresServer, connections: number): Promise<Measured> {
  const sql = postgres(server.url(), { max: connections, onnotice: () => undefined })
  const tookMs: number[] = []
  const endMs = performance.now() + seconds * 1_000
  const lane = async () => {
    while (performance.now() < endMs) {
      const startedMs = performance.now()
      await sql`insert into kept (text) values ('an event')`
      tookMs.push(performance.now() - startedMs)
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  await sql.end()
  const sorted = tookMs.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
  return { perSecond: tookMs.length / seconds, msP50: at(0.5), msP99: at(0.99) }
}

const median = (numbers: readonly number[]) =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
// The user who runs Postgres may enter.
await chmod(folder, 0o711)
const start = async (name: string, walFolder?: string) => {
  const backups = { dir: join(folder, `${name}-backup`), engine: requireBackupEngine(), passphrase: 'bench', walFolder }
  const server = await startPostgres({ dir: join(folder, name), backups })
  const sql = postgres(server.url(), { max: 1, onnotice: () => undefined })
  await sql`create table kept (id bigint generated always as identity primary key, text text)`
  await sql.end()
  return server
}
const servers = [
  { name: 'one disk', server: await start('one') },
  { name: 'WAL on a second one', server: await start('two', join(folder, 'wal')) },
]
const all = servers.flatMap(({ name, server }) =>
  [1, 8].map((connections) => ({ name, server, connections, measured: [] as Measured[] })),
)
for (let round = 0; round < rounds; round++)
  for (const one of all) one.measured.push(await commits(one.server, one.connections))
printHead(['acknowledged on', 'connections', 'commits/s', 'ms p50', 'ms p99'])
for (const { name, connections, measured } of all) {
  const of = (pick: (one: Measured) => number) => median(measured.map(pick))
  printRow([
    ...[name, connections, Math.round(of(({ perSecond }) => perSecond))],
    ...[of(({ msP50 }) => msP50), of(({ msP99 }) => msP99)].map((ms) => ms.toFixed(2)),
  ])
}
await Promise.all(servers.map(({ server }) => server.stop()))
await removeDataFolder(folder)
