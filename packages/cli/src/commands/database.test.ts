import { tmpdir } from 'node:os'
import type { DatabaseReport, IndexAdvice } from '@inkling/contracts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const show = async (body: object, ...flags: string[]) => {
  gateway.respondWith(() => ({ status: 200, body }))
  const { output } = await runInkling(['database', ...flags], { directory: tmpdir(), url: gateway.url })
  return output
}

const session = {
  ...{ pid: 7, application: 'inkling-worker: train', role: 'inkling_worker', state: 'idle in transaction' },
  ...{ waitsFor: null, transactionSeconds: 90, statement: 'update catalog.items set title = $1' },
}
const table = {
  ...{ name: 'catalog.items', bytes: 2_500_000, rows: 20_000, deadRows: 900, vacuumAtDeadRows: 700 },
  bloatBytes: 400_000,
  ...{ sequentialScans: 12, sequentialRows: 240_000, indexScans: 3, vacuumedAt: null, analyzedAt: null },
}
const statement = {
  ...{ statement: 'select $1', role: 'inkling_search', calls: 60, totalMs: 3_000, meanMs: 50, maxMs: 99.5, rows: 60 },
}
const report: DatabaseReport = {
  ...{ bytes: 9_000_000, connections: 20, serverConnections: 31, maxConnections: 100, bufferHitRatio: 0.995 },
  ...{ committed: 5, rolledBack: 0, deadlocks: 0, temporaryBytes: 0, since: '2026-11-29T07:00:00.000Z' },
  seesAll: true,
  ...{ tables: [table], scannedTables: [table], unvacuumedTables: [table] },
  statements: {
    ...{ slowest: [statement], longest: [], mostFrequent: [{ ...statement, statement: null }] },
    growing: [
      {
        ...{ statement: 'select $1', role: 'inkling_search', callsPerHour: 100, meanMs: 40, msPerHour: 4_000 },
        ...{ against: 'hour', before: { callsPerHour: 100, meanMs: 12.5, msPerHour: 1_250 } },
      },
    ],
  },
  plans: [
    {
      ...{ statement: 'select $1', role: 'inkling_search', plan: 'Seq Scan on items', since: '2026-11-29T08:00:00Z' },
      previous: { plan: 'Index Scan using items_pkey on items', until: '2026-11-29T07:50:00Z' },
    },
    {
      ...{ statement: 'select $1', role: 'inkling_worker', plan: 'Result', since: '2026-11-29T08:00:00Z' },
      previous: null,
    },
  ],
  unusedIndexes: [{ name: 'catalog.items_old', table: 'catalog.items', bytes: 100_000 }],
  duplicateIndexes: [{ table: 'catalog.items', indexes: ['catalog.a', 'catalog.b'], bytes: 200_000 }],
  transactions: [session],
  lockWaits: [{ waiting: { ...session, pid: 8, application: 'psql' }, holding: session, seconds: 4 }],
}

it('inkling database shows what Postgres does and counts, as tables', async () => {
  expect(await show(report)).toBe(`size             9.0 MB
connections      31 of 100, 20 to this database
pages in memory  99.5 %
counted since    2026-11-29T07:00:00.000Z

Waits for locks
WAITS  QUERY  FOR  QUERY                  ITS TRANSACTION IS OPEN
4.0 s  psql   7    inkling-worker: train  90.0 s

Oldest transactions
OPEN    PID  QUERY                  STATE                WAITS FOR  STATEMENT
90.0 s  7    inkling-worker: train  idle in transaction             update catalog.items set title = $1

Slowest statements
MEAN MS  MAX MS  CALLS  TOTAL S  ROLE            STATEMENT
50.0     99.5    60     3.0      inkling_search  select $1

Statements by total time
none

Most frequent statements
MEAN MS  MAX MS  CALLS  TOTAL S  ROLE            STATEMENT
50.0     99.5    60     3.0      inkling_search  (not shown)

Growing statements
S PER HOUR  BEFORE  MEAN MS  BEFORE  AGAINST      ROLE            STATEMENT
4.0         1.3     40.0     12.5    an hour ago  inkling_search  select $1

The plan changed at 2026-11-29T08:00:00Z: inkling_search: select $1
Seq Scan on items
before:
Index Scan using items_pkey on items

Tables with late vacuums
TABLE          DEAD ROWS  VACUUM AT  VACUUMED
catalog.items  900        700        never

Large tables that are read as a whole
TABLE          ROWS   SEQUENTIAL SCANS  ROWS READ  INDEX SCANS
catalog.items  20000  12                240000     3

Largest tables
TABLE          SIZE    BLOAT   ROWS   DEAD ROWS
catalog.items  2.5 MB  0.4 MB  20000  900

Unused indexes
INDEX              TABLE          SIZE
catalog.items_old  catalog.items  0.1 MB

Duplicate indexes
TABLE          SIZE    INDEXES
catalog.items  0.2 MB  catalog.a, catalog.b`)
  expect(gateway.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /performance/database/stats'])
})

it('inkling database says what the server must allow to see all', async () => {
  const output = await show({ ...report, seesAll: false, statements: null })
  expect(output).toContain('grant pg_read_all_stats to inkling_maintenance')
  expect(output).toContain('Statements are not counted: load pg_stat_statements')
})

it('inkling database --json prints the answer', async () => {
  expect(JSON.parse(await show(report, '--json'))).toEqual(report)
})

const offer: IndexAdvice = {
  ...{ id: '0123456789ab', kind: 'create', state: 'offered', table: 'operations.runs', index: 'advised_0123456789ab' },
  definition: 'create index concurrently advised_0123456789ab on operations.runs (tenant_id, created_at, id)',
  ...{ reason: null, statement: 'select * from operations.runs', role: 'inkling_maintenance', meanMs: 12.3 },
  ...{ promisedMs: 0.52, measuredMs: null, savedMsPerHour: 4_129, costMsPerHour: null, sizeBytes: 1_700_000 },
  ...{ appliedBy: null, changedAt: null },
}
const kept: IndexAdvice = {
  ...{ ...offer, id: 'ba9876543210', state: 'kept', measuredMs: 0.4, savedMsPerHour: null, appliedBy: 'key' },
  changedAt: '2026-11-29T08:00:00Z',
}

it('inkling database advise shows what an index promises, and what became of those that were applied', async () => {
  expect(await show({ data: [offer, kept], notProved: null }, 'advise')).toBe(
    `0123456789ab  create, about 1.7 MB; 12.3 ms to 0.520 ms a call, saves 4.1 s an hour; writes cost unknown more
  create index concurrently advised_0123456789ab on operations.runs (tenant_id, created_at, id)
  for inkling_maintenance: select * from operations.runs

APPLIED       STATE  INDEX                                  BEFORE   PROMISED  MEASURED  REASON
ba9876543210  kept   operations.runs: advised_0123456789ab  12.3 ms  0.520 ms  0.400 ms

Apply one with: inkling database apply ID`,
  )
})

it('inkling database advise says what is missing before an index can be proved', async () => {
  expect(await show({ data: [], notProved: 'The extension hypopg is missing' }, 'advise')).toBe(
    'No index to create is offered: The extension hypopg is missing.\n\nNo advice is offered.',
  )
})

it('inkling database apply starts what was advised', async () => {
  expect(await show({ ...offer, state: 'building' }, 'apply', offer.id)).toBe(
    'advised_0123456789ab of operations.runs is building. Follow it: inkling database advise',
  )
  expect(gateway.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /performance/database/advice/0123456789ab/apply',
  ])
})
