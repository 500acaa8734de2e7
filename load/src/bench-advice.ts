/**
 * Index advice on generated data: five indexes are taken away from tables of two million rows, the services' statements
 * are sent, and what is advised is applied, one index after another, as an operator would. It prints Markdown tables.
 *
 *   pnpm bench:advice [--rows 2000000] [--calls 24]
 */
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createDatabase } from '@inkling/database'
import { grantLogins, migrate, newPasswords, removeDataFolder, roleUrl, startPostgres } from '@inkling/local'
import postgres from 'postgres'
import { Advisor } from './advice/advisor.ts'
import { fill } from './advice/fill.ts'
import { startWorkload } from './advice/workload.ts'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '2000000' }, calls: { type: 'string', default: '24' } },
})
const [rows, calls] = [Number(values.rows), Number(values.calls)]

/** Each is what a statement of the workload needs. */
const missing = [
  'catalog.items_tail',
  'behaviour.events_tail',
  'operations.runs_recent',
  'learning.feedback_time',
  'learning.feedback_dismissals_user',
]
const ms = (value: number | null | undefined) => (value === null || value === undefined ? '' : value.toFixed(2))
const percent = (share: number) => `${(share * 100).toFixed(1)} %`

const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
await chmod(folder, 0o711)
const server = await startPostgres({ dir: join(folder, 'postgres') })
const url = server.url('bench')
try {
  await migrate(url)
  const passwords = newPasswords()
  await grantLogins(url, passwords)
  const sql = postgres(url, { max: 1, onnotice: () => undefined, types: { bigint: postgres.BigInt } })
  await fill(sql, rows)
  const advisor = new Advisor({ sql, ownerUrl: url, database: openDatabase(roleUrl(url, 'maintenance', passwords)) })
  const workload = await startWorkload(sql, url, passwords)
  await workload.run(calls)
  const whole = await advisor.means()
  for (const index of missing) await sql.unsafe(`drop index ${index}`)
  await advisor.reset()
  await workload.run(calls)
  await advisor.count()
  const lacking = await advisor.means()

  console.log(`${rows} rows, ${calls} calls of each statement; ms per call. Missing: ${missing.join(', ')}.\n`)
  printHead(['index', 'before', 'promised', 'measured', 'promised gain', 'measured gain', 'ratio', 'state'])
  const outcomes = await advisor.applyAll(() => workload.run(calls))
  for (const { advice, foundMs } of outcomes) {
    const { beforeMs, promisedMs, measuredMs, state, table, definition } = advice
    const [promised, measured] = [promisedMs, measuredMs].map((now) => 1 - (now ?? 0) / (beforeMs ?? 1)) as [
      number,
      number,
    ]
    const ratio = measuredMs === null ? '' : (measured / promised).toFixed(2)
    printRow([
      ...[definition.replace(`on ${table} `, `${table} `), ms(beforeMs), ms(promisedMs), ms(measuredMs)],
      ...[
        percent(promised),
        measuredMs === null ? '' : percent(measured),
        ratio,
        `${state}; found in ${foundMs.toFixed(0)} ms`,
      ],
    ])
  }

  await advisor.reset()
  await workload.run(calls)
  const after = await advisor.means()
  console.log(
    '\nEach statement with all indexes of the schema, without the five, and with those advised; ms per call:\n',
  )
  printHead(['statement', 'with all', 'without five', 'with advice'])
  for (const [id, { name, ms: mean }] of whole)
    printRow([name, ms(mean), ms(lacking.get(id)?.ms), ms(after.get(id)?.ms)])
  await Promise.all([workload.close(), advisor.close(), sql.end()])
} finally {
  await server.stop()
  await removeDataFolder(folder)
}

function openDatabase(databaseUrl: string) {
  return createDatabase({ url: databaseUrl, applicationName: 'inkling-maintenance', pool: 1 })
}
