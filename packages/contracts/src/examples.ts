import type { calls } from './calls/index.ts'

interface Example {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

const page = 'queues/dead-letters'
const exampleError = '9f86d081884c7d65'
const exampleTrace = '4bf92f3577b34da6a3ce929d0e0e4736'
/** Calls that write have an item, a user or a tenant of their own, so that they change nothing else. */
const own = { params: { id: 'example' } }
const ownItem = { title: 'An example page', kind: 'example', tags: ['example'], url: '/example' }

/**
 * One request per public call. The documentation shows it, and it works as it is on the demo tenant, whose items are
 * pages of a handbook. Ids that only an earlier answer can give are placeholders: `EXAMPLE`.
 */
export const examples = {
  postEvents: { body: { id: 'example-view', type: 'view', userId: 'example-reader', itemId: page } },
  postFeedback: { body: { receiptId: 'rcp_EXAMPLE', itemId: page, signal: 'click' } },
  putItem: { ...own, body: ownItem },
  putItems: { body: [{ id: 'example', ...ownItem }] },
  listItems: { query: { kind: 'concept', limit: 3 } },
  getItem: { params: { id: page } },
  patchItem: { params: { id: page }, body: { kind: 'concept' } },
  deleteItem: own,
  restoreItem: { params: { id: page } },
  predict: { body: { userId: 'on-call-01', recent: [page], limit: 3, explain: true } },
  getSpeculationRules: { query: { userId: 'on-call-01', minProbability: 0 } },
  suggest: { body: { context: { itemIds: [page] }, filter: 'kind = "concept"', limit: 3 } },
  search: { body: { q: 'job that keeps failing', facets: ['kind'], limit: 3 } },
  searchByQuery: { query: { q: 'job that keeps failing', limit: 3 } },
  completeQuery: { query: { q: 'dead' } },
  getSearchSettings: {},
  putSearchSettings: { body: { language: 'en', synonyms: [['dlq', 'dead letter queue']] } },
  listQueries: { query: { limit: 10 } },
  getLearningMetrics: { query: { window: '28d' } },
  createRun: { body: { kind: 'reindex' } },
  listDeadLetters: { query: { kind: 'train' } },
  replayDeadLetters: { body: { kind: 'train', perSecond: 10 } },
  discardDeadLetters: { body: { ids: ['op_EXAMPLE'] } },
  listQueues: {},
  setQueueState: { body: { queue: 'reindex', state: 'open' } },
  createSchedule: { body: { kind: 'train', cron: '30 4 * * 1-5', timeZone: 'Europe/Berlin' } },
  listSchedules: {},
  getSchedule: { params: { id: 'sch_EXAMPLE' } },
  setScheduleState: { params: { id: 'sch_EXAMPLE' }, body: { state: 'active' } },
  deleteSchedule: { params: { id: 'sch_EXAMPLE' } },
  listRuns: { query: { limit: 3 } },
  getOperation: { params: { id: 'op_EXAMPLE' } },
  cancelOperation: { params: { id: 'op_EXAMPLE' } },
  listChanges: { params: { id: 'op_EXAMPLE' } },
  applyChanges: { params: { id: 'op_EXAMPLE' } },
  undoChanges: { params: { id: 'op_EXAMPLE' } },
  getHealth: {},
  getResilience: {},
  getDatabaseStats: {},
  listIndexAdvice: {},
  applyIndexAdvice: { params: { id: '0123456789ab' } },
  getCacheStats: {},
  getMetrics: {},
  getSla: {},
  listAlerts: { query: { state: 'firing' } },
  acknowledgeAlert: { params: { id: '0123456789abcdef' }, body: { note: 'The disk is being replaced' } },
  listAlertDeliveries: { query: { state: 'dead' } },
  resendAlertDelivery: { params: { deliveryId: 'msg_0123456789abcdef01234567' } },
  createSilence: { body: { alert: 'DiskLow', labels: {}, reason: 'The disk is being replaced', seconds: 60 } },
  listSilences: {},
  deleteSilence: { params: { silenceId: 'EXAMPLE' } },
  resetCircuitBreakers: { body: { names: ['search'] } },
  listArchives: {},
  archiveEvents: { body: { dryRun: true } },
  restoreArchive: { params: { month: '2024-01' } },
  createBackup: { body: { kind: 'full' } },
  purgeCache: { body: { tenantId: 'example', tags: ['catalogue'] } },
  putLoadLevel: { body: { level: 'normal', seconds: 1 } },
  deleteLoadLevel: {},
  putLogLevel: { body: { level: 'info', service: 'search', seconds: 1 } },
  recordProfile: { body: { service: 'prediction', kind: 'cpu', seconds: 1 } },
  injectFault: { body: { kind: 'latency', dependency: 'search', latencyMs: 200, share: 0.5, seconds: 1 } },
  listFaults: {},
  endFaults: {},
  listErrors: { query: { state: 'regressed', limit: 3 } },
  getError: { params: { id: exampleError } },
  resolveError: { params: { id: exampleError } },
  listTraces: { query: { status: 'error', limit: 3 } },
  getTrace: { params: { id: exampleTrace } },
  getServiceMap: {},
  listSlowestOperations: { query: { limit: 10 } },
  getRouteTime: { query: { route: '/api/v1/search' } },
  jaegerServices: {},
  jaegerServiceOperations: { params: { service: 'inkling-gateway' } },
  jaegerOperations: { query: { service: 'inkling-gateway' } },
  jaegerTraces: { query: { service: 'inkling-gateway', limit: '3' } },
  jaegerTrace: { params: { id: exampleTrace } },
  jaegerDependencies: {},
  createTenant: { body: { id: 'example', name: 'An example', plan: 'starter' } },
  listTenants: { query: { limit: 3 } },
  getTenant: own,
  patchTenant: { ...own, body: { plan: 'growth' } },
  deleteTenant: own,
  listKeys: own,
  createKey: { ...own, body: { name: 'web server', scopes: ['events:write', 'predictions:read'] } },
  patchKey: { params: { ...own.params, keyId: 'EXAMPLE' }, body: { allowedOrigins: ['https://shop.example'] } },
  rotateKey: { params: { ...own.params, keyId: 'EXAMPLE' }, body: { overlapSeconds: 3600 } },
  revokeKey: { params: { ...own.params, keyId: 'EXAMPLE' } },
} satisfies Readonly<Partial<Record<keyof typeof calls, Example>>>
