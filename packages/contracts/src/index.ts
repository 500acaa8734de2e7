export { apiDescription } from './api-description.ts'
export type { Body, CachedAnswers, Call, Params, Query, Reply, ServiceName } from './call.ts'
export { basePath, defaultMaxBodyBytes, noQuery, takesIdempotencyKey } from './call.ts'
export { calls } from './calls/index.ts'
export { examples } from './examples.ts'
export { futureFault, futureToleranceMs } from './future-fault.ts'
export { ownKeyDays } from './key-lifetimes.ts'
export * from './names.ts'
export { costs, measuredEverySeconds, quotaWarnFrom, runWeights } from './plans.ts'
export { queueBoardPath } from './queue-board.ts'
export { type Role, roleNames, roles } from './roles.ts'
export type { Alert, AlertDelivery, AlertReport, Silence, SilenceCreate } from './schemas/alert.ts'
export type { Answer, Facets, Ranked } from './schemas/answer.ts'
export { ArchivedMonth, ArchiveRequest, Month } from './schemas/archive.ts'
export type { AuditEntry } from './schemas/audit.ts'
export { BackupRequest } from './schemas/backup.ts'
export type { Boost } from './schemas/boost.ts'
export type { ComponentWeights } from './schemas/component-weights.ts'
export type { DatabaseReport } from './schemas/database-report.ts'
export type { DeadLetter } from './schemas/dead-letter.ts'
export { ErasureReceipt } from './schemas/erasure.ts'
export type { ErrorGroup } from './schemas/error-group.ts'
export { Event, type EventsAccepted, maxEventsPerRequest, type Rejection } from './schemas/event.ts'
export type { Experiment, ExperimentRole, NewExperiment } from './schemas/experiment.ts'
export type { FaultRequest, InjectedFault } from './schemas/fault.ts'
export { Feedback } from './schemas/feedback.ts'
export type { Finding, HealthReport, HealthStatus, Readiness } from './schemas/health.ts'
export type { IndexAdvice, IndexAdviceList } from './schemas/index-advice.ts'
export type {
  LookedUp,
  LookupRequest,
  RelatedItems,
  RelatedRequest,
  Replayed,
  ScoredItems,
  SimilarRequest,
} from './schemas/internal-requests.ts'
export { type Item, type ItemBody, ItemLine, type ItemPatch } from './schemas/item.ts'
export type { ItemChange } from './schemas/item-change.ts'
export {
  ChallengerBody,
  type League,
  type LeagueQuery,
  type LeagueRules,
  type LeagueRuling,
  type Standing,
} from './schemas/league.ts'
export type { LearningMetrics } from './schemas/learning.ts'
export type { LogLine } from './schemas/log.ts'
export type { Operation, RunRequest } from './schemas/operation.ts'
export { originOf } from './schemas/origin.ts'
export type {
  CacheReport,
  CircuitsReset,
  LevelForced,
  MetricSamples,
  ProcessState,
  ResilienceReport,
} from './schemas/performance.ts'
export type { PlanSettings, PlanSettingsBody } from './schemas/plan.ts'
export { PlanLimits } from './schemas/plan-limits.ts'
export type { PredictionRequest } from './schemas/prediction-request.ts'
export { Problem } from './schemas/problem.ts'
export type { ProcessProfile, Profile, ProfileRequest } from './schemas/profile.ts'
export { type PseudonymKey, pseudonymPattern } from './schemas/pseudonym-key.ts'
export type { Completions, QueryCounts } from './schemas/query-counts.ts'
export type { QueueReport, QueueState } from './schemas/queue.ts'
export type { RankerVersion } from './schemas/ranker-weights.ts'
export type { RankingRules } from './schemas/ranking-rules.ts'
export type { Receipt as ExplainedReceipt } from './schemas/receipt.ts'
export type { Retention } from './schemas/retention.ts'
export type { RobotSession } from './schemas/robot.ts'
export { type RunKind, runKinds, runOptions } from './schemas/run-options.ts'
export type { Scenario, ScenarioSettings } from './schemas/scenario.ts'
export type { NewSchedule, Schedule, SchedulePatch } from './schemas/schedule.ts'
export type { SearchQuery, SearchRequest } from './schemas/search-request.ts'
export type { Rule, SearchSettings } from './schemas/search-settings.ts'
export {
  type SecurityAction,
  type SecurityBlock,
  type SecurityBlockBody,
  type SecurityIncident,
  type SecurityKind,
  type SecurityNetwork,
  type SecurityNetworkBody,
  type SecurityRule,
  type SecurityRuleBody,
  securityActions,
} from './schemas/security.ts'
export type { Simulation, SimulationRequest } from './schemas/simulation.ts'
export type { SlaReport } from './schemas/sla.ts'
export type {
  SpeculationQuery,
  SpeculationRule,
  SpeculationRules,
} from './schemas/speculation.ts'
export type { SuggestionRequest } from './schemas/suggestion-request.ts'
export type {
  ApiKey,
  KeyCreate,
  KeyPatch,
  NewApiKey,
  NewTenant,
  OwnKeyCreate,
  Tenant,
  TenantCreate,
  TenantPatch,
} from './schemas/tenant.ts'
export type { TenantUsage } from './schemas/tenant-usage.ts'
export { Id } from './schemas/text.ts'
export type { TokenIssuer, TokenIssuerBody } from './schemas/token-issuer.ts'
export type { Trace, TraceSpan, TraceSummary } from './schemas/trace.ts'
export type { TrafficReport } from './schemas/traffic.ts'
export { ImportRequest, TransferPart } from './schemas/transfer.ts'
export type { UsageReport } from './schemas/usage.ts'
export { isOfOperators, publishableScopes, scopes } from './scopes.ts'
export { isStorable } from './storable.ts'
export {
  closeCodes,
  type MetricsReport,
  StreamCommand,
  StreamFrame,
  type StreamMessage,
  StreamPosition,
  Subscribe,
  streamKeyProtocol,
  streamLimits,
  streamMessages,
  streamPath,
  streamPing,
  streamProtocol,
  Unsubscribe,
} from './streams/stream-messages.ts'
export { readTopic, type StreamTopic, type TopicKindName, topicKinds } from './streams/stream-topic.ts'
export { tagOf, tags } from './tags.ts'
