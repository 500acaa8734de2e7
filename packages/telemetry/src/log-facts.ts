import { type Context, context, createContextKey } from '@opentelemetry/api'

/** What every line that is written for a request or a job tells of it. */
export interface LogFacts {
  readonly requestId?: string
  readonly jobId?: string
}

const key = createContextKey('inkling log facts')

/** A context whose log lines hold `facts`. */
export const withLogFacts = (facts: LogFacts, parent: Context = context.active()): Context =>
  parent.setValue(key, facts)

export const activeLogFacts = (active: Context = context.active()): LogFacts | undefined =>
  active.getValue(key) as LogFacts | undefined
