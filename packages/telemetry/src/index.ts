export type { Logger } from 'pino'
export { type Alert, alerts, type Condition, type Severity, type Window } from './alerts.ts'
export { createLogger } from './create-logger.ts'
export type { ErrorBatch } from './errors/error-batch.ts'
export { ErrorGroups } from './errors/error-groups.ts'
export { reportFault } from './errors/report-fault.ts'
export { type Exposition, exposition } from './exposition.ts'
export { inSpan, markFailed } from './in-span.ts'
export { activeLogFacts, withLogFacts } from './log-facts.ts'
export { operatorStackOf, operatorTextOf } from './logged-error.ts'
export { measureCaches } from './measure-caches.ts'
export { measureRedis } from './measure-redis.ts'
export { alertingMetrics, alertMetrics } from './metrics/alert-metrics.ts'
export { answerMetrics } from './metrics/answer-metrics.ts'
export { authenticationMetrics } from './metrics/authentication-metrics.ts'
export { backupMetrics } from './metrics/backup-metrics.ts'
export { buildMetrics } from './metrics/build-metrics.ts'
export { cacheMetrics } from './metrics/cache-metrics.ts'
export { cdnMetrics } from './metrics/cdn-metrics.ts'
export { checkMetrics } from './metrics/check-metrics.ts'
export { consoleMetrics } from './metrics/console-metrics.ts'
export { databaseMetrics } from './metrics/database-metrics.ts'
export { embeddingMetrics } from './metrics/embedding-metrics.ts'
export { eventMetrics } from './metrics/event-metrics.ts'
export { eventMonthMetrics } from './metrics/event-month-metrics.ts'
export { httpMetrics } from './metrics/http-metrics.ts'
export { jobMetrics } from './metrics/job-metrics.ts'
export { keyMetrics } from './metrics/key-metrics.ts'
export { leakProbeMetrics } from './metrics/leak-probe-metrics.ts'
export { learningMetrics, temporalPatternMetrics } from './metrics/learning-metrics.ts'
export { limitMetrics } from './metrics/limit-metrics.ts'
export { loadMetrics } from './metrics/load-metrics.ts'
export { policyMetrics } from './metrics/policy-metrics.ts'
export { postgresMetrics } from './metrics/postgres-metrics.ts'
export { predictionQualityMetrics } from './metrics/prediction-quality-metrics.ts'
export { queueMetrics } from './metrics/queue-metrics.ts'
export { readModelMetrics } from './metrics/read-model-metrics.ts'
export { receiptMetrics } from './metrics/receipt-metrics.ts'
export { redisMetrics } from './metrics/redis-metrics.ts'
export { runRequestMetrics } from './metrics/run-request-metrics.ts'
export { sheddingMetrics } from './metrics/shedding-metrics.ts'
export { siteMetrics } from './metrics/site-metrics.ts'
export { sloMetrics } from './metrics/slo-metrics.ts'
export { streamMetrics } from './metrics/stream-metrics.ts'
export {
  experimentMetrics,
  feedbackMetrics,
  leagueMetrics,
  predictionLeagueMetrics,
  prefetchMetrics,
  suggestionLearningMetrics,
} from './metrics/suggestion-learning-metrics.ts'
export { tenantMetrics } from './metrics/tenant-metrics.ts'
export { threatMetrics } from './metrics/threat-metrics.ts'
export { traceMetrics } from './metrics/trace-metrics.ts'
export { traceStoreMetrics } from './metrics/trace-store-metrics.ts'
export { trainingMetrics } from './metrics/training-metrics.ts'
export { upstreamMetrics } from './metrics/upstream-metrics.ts'
export { recentLines } from './recent-lines.ts'
export { rememberLine } from './remember-line.ts'
export { rotatingOutput } from './rotating-output.ts'
export {
  type AnswerClass,
  type AnswerCounts,
  answerClasses,
  burnRateOf,
  type Compliance,
  complianceOf,
  latencyEdgesMs,
  quantileOf,
  type Slo,
  type SloClass,
  sloClasses,
  slos,
} from './slo.ts'
export { startTracing, type TraceDestination } from './start-tracing.ts'
export { subscribeToPolicies } from './subscribe-to-policies.ts'
export { timed } from './timed.ts'
export { untraced } from './untraced.ts'
export { watchRedis } from './watch-redis.ts'
