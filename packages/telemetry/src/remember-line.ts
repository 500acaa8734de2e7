import { trace } from '@opentelemetry/api'
import { activeLogFacts } from './log-facts.ts'
import { recentLines } from './recent-lines.ts'
import { redactSecrets } from './redact-secrets.ts'

/**
 * Keeps a line in memory, for whoever reads its trace, that is not worth its place on a disk. It has the form and the
 * guarantees of the lines of `createLogger`. Does nothing outside of a trace.
 */
export function rememberLine(level: string, facts: Readonly<Record<string, unknown>>, msg: string): void {
  const span = trace.getActiveSpan()?.spanContext()
  if (!span) return
  const { traceId, spanId } = span
  const line = { level, time: new Date().toISOString(), ...activeLogFacts(), traceId, spanId, ...facts, msg }
  recentLines.add(redactSecrets(JSON.stringify(line)))
}
