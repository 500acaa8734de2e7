export { answering } from './answers/answering.ts'
export { type CacheUse, cacheStatus } from './answers/cache-status.ts'
export { isNotModified, weakEtag } from './answers/conditional.ts'
export { setConsistencyToken } from './answers/consistency-token.ts'
export { cursors } from './answers/cursor.ts'
export { checkPrecondition, preconditionOf } from './answers/precondition.ts'
export { isReceiptId } from './answers/receipt-id.ts'
export { waitForWrite } from './answers/wait-for-write.ts'
export { askForRun } from './calls/ask-for-run.ts'
export { lineReader } from './calls/body-lines.ts'
export { refusesConsent } from './calls/consent.ts'
export { ignoredBecause, visitorIsBot } from './calls/ignored-because.ts'
export { implement } from './calls/implement.ts'
export { parseBodies } from './calls/parse-bodies.ts'
export { type Caller, signedRequests } from './calls/signed-requests.ts'
export { Upstream } from './calls/upstream.ts'
export { FaultControl } from './faults/fault-control.ts'
export { isFaultInjectionOn } from './faults/inject-faults.ts'
export type { FaultInForce, ProcessFault } from './faults/process-fault.ts'
export { LoadMonitor } from './load/load-monitor.ts'
export {
  countRequests,
  loadLevelHeader,
  loadLevelHeaders,
  loadReporting,
  stepsAside,
  toldPressure,
} from './load/load-reporting.ts'
export { type ProcessParts, processState } from './load/process-state.ts'
export { baseConfig } from './process/base-config.ts'
export { parseConfig } from './process/parse-config.ts'
export { policyConfig, policySettings } from './process/policy-config.ts'
export { start } from './process/start.ts'
export { createServer } from './server/create-server.ts'
export { fieldErrors } from './server/field-errors.ts'
export { observability } from './server/observability.ts'
export { requestFact } from './server/request-fact.ts'
export { tracing } from './server/tracing.ts'
export { checker } from './server/validator-compiler.ts'
