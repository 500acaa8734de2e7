export { AnswerCounter, type CountedAnswer } from './answers/answer-counter.ts'
export { answering } from './answers/answering.ts'
export { type CacheUse, cacheStatus } from './answers/cache-status.ts'
export { isNotModified, weakEtag } from './answers/conditional.ts'
export {
  type CommittedWrite,
  decodeConsistencyToken,
  seenWrite,
  setConsistencyToken,
} from './answers/consistency-token.ts'
export { createAnswerCounter } from './answers/create-answer-counter.ts'
export { cursors } from './answers/cursor.ts'
export { checkPrecondition, preconditionOf } from './answers/precondition.ts'
export { preferredType } from './answers/preferred-type.ts'
export { prefersEarlyHints } from './answers/prefers-early-hints.ts'
export { prefetchThresholds } from './answers/prefetch-thresholds.ts'
export { isReceiptId } from './answers/receipt-id.ts'
export { waitForWrite } from './answers/wait-for-write.ts'
export { recordAct } from './audit/acts.ts'
export { auditKey } from './audit/audit-key.ts'
export { addressesOf, type Lookup } from './calls/addresses-of.ts'
export { askForRun } from './calls/ask-for-run.ts'
export { addressHeader, audit } from './calls/audit.ts'
export { lineReader } from './calls/body-lines.ts'
export { refusesConsent } from './calls/consent.ts'
export { ignoredBecause, visitorIsBot } from './calls/ignored-because.ts'
export { implement } from './calls/implement.ts'
export { parseBodies } from './calls/parse-bodies.ts'
export { ProcessClient } from './calls/process-client.ts'
export { type Caller, isSigned, signedRequests } from './calls/signed-requests.ts'
export { traceStoreToken } from './calls/trace-store-token.ts'
export { Upstream } from './calls/upstream.ts'
export { whileAwaited } from './calls/while-awaited.ts'
export { FaultControl } from './faults/fault-control.ts'
export { isFaultInjectionOn } from './faults/inject-faults.ts'
export type { FaultInForce, ProcessFault } from './faults/process-fault.ts'
export { circuitCheck, commonChecks, pingCheck } from './health/common-checks.ts'
export { keptFor } from './health/kept-for.ts'
export { type Check, lookAt, oneLook } from './health/look-at.ts'
export { LoadMonitor } from './load/load-monitor.ts'
export {
  countRequests,
  loadLevelHeader,
  loadLevelHeaders,
  loadReporting,
  stepsAside,
  toldPressure,
} from './load/load-reporting.ts'
export { LogLevel } from './load/log-level.ts'
export { metricSamples, type ProcessParts, processState, processStateRoute } from './load/process-state.ts'
export { Profiler } from './load/profiler.ts'
export { baseConfig } from './process/base-config.ts'
export { forgetWithDatabase } from './process/forget-with-database.ts'
export { inSteps } from './process/in-steps.ts'
export { parseConfig } from './process/parse-config.ts'
export { policyConfig, policySettings } from './process/policy-config.ts'
export { plansConfig, readPlans } from './process/read-plans.ts'
export { start } from './process/start.ts'
export { createServer } from './server/create-server.ts'
export { fieldErrors } from './server/field-errors.ts'
export { keptTrace, observability, sendMetrics } from './server/observability.ts'
export { requestFact } from './server/request-fact.ts'
export { tracing } from './server/tracing.ts'
export { checker } from './server/validator-compiler.ts'
