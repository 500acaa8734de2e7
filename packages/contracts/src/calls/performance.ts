import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { DatabaseReport } from '../schemas/database-report.ts'
import { FaultRequest, InjectedFault } from '../schemas/fault.ts'
import { HealthReport } from '../schemas/health.ts'
import { LogQuery, ProcessLog, TraceLog } from '../schemas/log.ts'
import {
  CachePurge,
  CacheReport,
  CircuitReset,
  CircuitsReset,
  LevelForce,
  LevelForced,
  LogLevelChange,
  LogLevelChanged,
  MetricNames,
  MetricSamples,
  MetricsQuery,
  MetricsReport,
  ProcessLogLevel,
  ProcessState,
  ResilienceReport,
} from '../schemas/performance.ts'
import { ProcessProfile, Profile, ProfileRequest } from '../schemas/profile.ts'
import { SlaReport } from '../schemas/sla.ts'
import { TenantUsageQuery, TenantUsageReport } from '../schemas/tenant-usage.ts'
import { TrafficReport } from '../schemas/traffic.ts'

const reading = { service: 'gateway', scope: 'ops:read', idempotent: true } as const
const writing = { ...reading, scope: 'ops:write' } as const

export const getHealth = defineCall({
  ...reading,
  id: 'getHealth',
  method: 'GET',
  path: '/performance/health',
  summary: 'Get the health of all that Inkling needs',
  description: `Returns the same as \`GET /health\` outside the base, which needs no key: what the gateway and every
replica of every service see of Postgres, both Redis servers, queues, workers, disk and clock, the circuits of the
gateway, and the load level. It answers 200 also if the status is \`down\`.`,
  answers: { 200: HealthReport },
})

export const getResilience = defineCall({
  ...reading,
  id: 'getResilience',
  method: 'GET',
  path: '/performance/resilience',
  summary: 'Get the load, the circuits and the policies of every process',
  description: `Returns for the gateway and each service how hard it works, at which load level it is, and for each of
its dependencies the state of the circuit and the settings in force.

Processes that do not answer are named in \`unreachable\`.`,
  answers: { 200: ResilienceReport },
})

export const getCacheStats = defineCall({
  ...reading,
  id: 'getCacheStats',
  method: 'GET',
  path: '/performance/cache/stats',
  summary: 'Get hits, misses and sizes of every cache',
  description: `Returns the counts of each process since it started, by cache: hits in memory (\`l1Hits\`), Redis and
Postgres, values that were served stale, misses, loads and their errors, and what is in memory now.`,
  answers: { 200: CacheReport },
})

export const getMetrics = defineCall({
  ...reading,
  id: 'getMetrics',
  method: 'GET',
  path: '/performance/metrics',
  summary: 'Get all metrics of every process',
  description: `Returns the present value of every series of the gateway that answers, of every replica of every
service, and of every worker; of a histogram its buckets, sum and count. \`GET /metrics\` outside the base returns
those of the gateway that answers, as text for Prometheus. With \`names\` it returns the series of these metrics only.

Processes that do not answer within a second are named in \`unreachable\`.`,
  query: MetricsQuery,
  answers: { 200: MetricsReport },
})

export const getTraffic = defineCall({
  ...reading,
  id: 'getTraffic',
  method: 'GET',
  path: '/performance/traffic',
  summary: 'Get how many requests were answered, and how fast',
  description: `Returns in a few kB what the gateway that answers has counted since it started, summed over all routes:
requests, failures and how long answers took. The difference of two reports tells the rates and percentiles between
them. It also returns when each process has started, and its version.

Processes that do not answer within a second are named in \`unreachable\`.`,
  answers: { 200: TrafficReport },
})

export const getTraceLog = defineCall({
  ...reading,
  id: 'getTraceLog',
  method: 'GET',
  path: '/performance/log',
  summary: 'Get the log lines of a trace',
  description: `Returns the lines that the gateway that answers, and every replica and worker, wrote for a trace, by
time. Each process keeps its newest lines in memory, 1 MB of them: older lines, and those of processes that have
ended, are in the log files only. Of equal errors a process writes ten in a minute and keeps 200 more in memory; a trace
of a further one has no line, and its spans say why it failed (\`inkling.problem.code\`, \`inkling.dependency.name\`,
\`inkling.circuit.state\`). No line holds a secret.

Processes that do not answer within a second are named in \`unreachable\`.`,
  query: LogQuery,
  answers: { 200: TraceLog },
})

export const getDatabaseStats = defineCall({
  id: 'getDatabaseStats',
  method: 'GET',
  path: '/performance/database/stats',
  summary: 'Get what Postgres counts, and what it does now',
  description: `Returns what Postgres counts of the database since its statistics were reset last: transactions,
deadlocks, pages in memory, sizes, scans and vacuums of tables, indexes that are unused or duplicate, and the slowest
and most frequent statements if it loads \`pg_stat_statements\`; and of this moment the connections, the oldest
transactions, and which session waits for a lock of which other.

Holds no values of statements.`,
  service: 'maintenance',
  scope: 'ops:read',
  priority: 'critical',
  idempotent: true,
  answers: { 200: DatabaseReport },
})

export const getSla = defineCall({
  ...reading,
  id: 'getSla',
  method: 'GET',
  path: '/performance/sla',
  summary: 'Get what each service-level objective measured',
  description: `Returns for each objective the share of good answers to all tenants, the error budget that is left, how
fast it is used, and what was met on each day and in each month.

Every answer of the API counts, by the gateways' clocks. Requests with a key that is not valid do not count.

\`GET /sla\` outside the base returns the same. To a tenant's key with the scope \`learning:read\` it returns that
tenant's own requests alone; with \`Accept: text/html\`, as a page to print.`,
  answers: { 200: SlaReport },
})

export const listTenantUsage = defineCall({
  id: 'listTenantUsage',
  method: 'GET',
  path: '/performance/tenants',
  summary: 'List tenants by their requests',
  description: `Returns the tenants with the most requests in a time up to now, as all gateways counted them. A request
counts as soon as it is answered, whatever the answer, and appears here within some seconds; requests with a key that is
not valid do not count. Counts are kept 4 days by the minute and 35 days by the hour.`,
  service: 'maintenance',
  scope: 'ops:read',
  priority: 'critical',
  idempotent: true,
  query: TenantUsageQuery,
  answers: { 200: TenantUsageReport },
})

export const resetCircuitBreakers = defineCall({
  ...writing,
  id: 'resetCircuitBreakers',
  method: 'POST',
  path: '/performance/reset-circuit-breakers',
  summary: 'Reset open circuits, so that calls go through at once',
  description: `Closes the circuits of the named dependencies, or all, in every process. A dependency that still fails
opens its circuit again.`,
  body: CircuitReset,
  answers: { 200: CircuitsReset },
})

export const purgeCache = defineCall({
  ...writing,
  id: 'purgeCache',
  method: 'POST',
  path: '/performance/cache/purge',
  summary: 'Delete cached values of a tenant',
  description: `Invalidates what carries one of the tags, or all of the tenant, in every process within 250 ms, and in a
content delivery network if one is configured. Tags: \`catalogue\` all items, lists and suggestions, \`items/ID\` one
item, \`items\` lists of items, \`suggestions\`, \`search-settings\`, \`learning\`. Others purge nothing.

Fails with \`dependency_unavailable\` while Redis cannot tell the other processes; this one has done it, and tells them
when Redis is back.`,
  body: CachePurge,
  answers: { 204: null },
})

export const putLoadLevel = defineCall({
  ...writing,
  id: 'putLoadLevel',
  method: 'PUT',
  path: '/performance/load-level',
  summary: 'Change the load level of all gateways for a time',
  description: `Every gateway has it within a second, and the services with their next request. It ends by itself.
While it holds, the load itself refuses nothing.`,
  body: LevelForce,
  answers: { 200: LevelForced },
})

export const deleteLoadLevel = defineCall({
  ...writing,
  id: 'deleteLoadLevel',
  method: 'DELETE',
  path: '/performance/load-level',
  summary: 'Cancel a forced load level, so that it follows the load',
  description: 'Does nothing if no level is forced.',
  answers: { 204: null },
})

export const putLogLevel = defineCall({
  ...writing,
  id: 'putLogLevel',
  method: 'PUT',
  path: '/performance/log-level',
  summary: 'Change the log level of services for a time',
  description: 'It ends by itself. A process that is restarted has the configured level.',
  body: LogLevelChange,
  answers: { 200: LogLevelChanged },
})

export const recordProfile = defineCall({
  ...writing,
  id: 'recordProfile',
  method: 'POST',
  path: '/performance/profiles',
  summary: 'Record a profile of the processor or heap of a process',
  description: `Returns, after the given seconds, a file that the developer tools of Chrome open: a \`.cpuprofile\` in
*Performance*, a \`.heapprofile\` in *Memory*. It covers the main thread.

Without \`Request-Timeout-Ms\` the deadline is 5 s after the recording; a deadline before its end is refused at once.
The recording ends with the deadline, and when the client leaves.

Fails with 409 while the process records another profile.`,
  idempotent: false,
  body: ProfileRequest,
  answers: { 200: Profile },
})

export const injectFault = defineCall({
  ...writing,
  id: 'injectFault',
  method: 'POST',
  path: '/performance/faults',
  summary: 'Start a fault in running processes, for a game day',
  description: `Processes make the fault within a quarter of a second, and end it by themselves.

Fails with 409 unless the services run with \`FAULT_INJECTION=on\`, or \`on-in-production\` where
\`NODE_ENV\` is \`production\`, as under \`start\`.`,
  idempotent: false,
  body: FaultRequest,
  answers: { 201: InjectedFault },
})

export const listFaults = defineCall({
  ...reading,
  id: 'listFaults',
  method: 'GET',
  path: '/performance/faults',
  summary: 'List the faults that processes make now',
  description: 'Fails with 409 unless the services run with `FAULT_INJECTION`.',
  answers: { 200: Type.Object({ data: Type.Array(InjectedFault) }) },
})

export const endFaults = defineCall({
  ...writing,
  id: 'endFaults',
  method: 'DELETE',
  path: '/performance/faults',
  summary: 'Cancel one fault, or all of them',
  description: 'Fails with 409 unless the services run with `FAULT_INJECTION`.',
  query: Type.Object(
    {
      id: Type.Optional(Type.String({ pattern: '^[\\w-]{1,64}$', description: 'The fault; all of them unless given' })),
    },
    { additionalProperties: false },
  ),
  answers: { 204: null },
})

/** Each process answers these for itself, the gateway and the worker too. */
const ofEveryService = { service: 'every', idempotent: true } as const

export const describeProcess = defineCall({
  ...ofEveryService,
  id: 'describeProcess',
  method: 'GET',
  path: '/internal/process',
  summary: 'Get the load, the policies and the caches of the process',
  description: 'Returns counts since the process started.',
  answers: { 200: ProcessState },
})

export const resetProcessCircuits = defineCall({
  ...ofEveryService,
  id: 'resetProcessCircuits',
  method: 'POST',
  path: '/internal/process/reset-circuit-breakers',
  summary: 'Reset open circuits of the process',
  description: 'Returns the names of the circuits that are closed now.',
  body: CircuitReset,
  answers: { 200: Type.Object({ names: Type.Array(Type.String()) }) },
})

export const readMetrics = defineCall({
  ...ofEveryService,
  id: 'readMetrics',
  method: 'POST',
  path: '/internal/process/metrics',
  summary: 'Get the present values of metrics of the process',
  description: `Returns every series of the named metrics, or of all; of a histogram its buckets, sum and count. A name
that the process does not know has none. A value that is not a number is left out.`,
  body: MetricNames,
  answers: { 200: MetricSamples },
})

export const readProcessLog = defineCall({
  ...ofEveryService,
  id: 'readProcessLog',
  method: 'POST',
  path: '/internal/process/log',
  summary: 'Get the newest log lines of the process that belong to a trace',
  description: 'Returns what the process still has in memory, at most 1 MB of all traces.',
  body: LogQuery,
  answers: { 200: ProcessLog },
})

export const setProcessLogLevel = defineCall({
  ...ofEveryService,
  id: 'setProcessLogLevel',
  method: 'PUT',
  path: '/internal/process/log-level',
  summary: 'Change the log level of the process for a time',
  description: 'After the given seconds the configured level holds again.',
  body: ProcessLogLevel,
  answers: { 200: Type.Object({ level: Type.String() }) },
})

export const recordProcessProfile = defineCall({
  ...ofEveryService,
  id: 'recordProcessProfile',
  method: 'POST',
  path: '/internal/process/profile',
  summary: 'Record a profile of the processor or heap of the process',
  description: `Returns it after the given seconds. The recording ends when the caller leaves.

Fails with 409 while the process records another profile.`,
  idempotent: false,
  body: ProcessProfile,
  answers: { 200: Profile },
})
