import { trace } from '@opentelemetry/api'
import { type DestinationStream, type Logger, pino } from 'pino'
import { errorFacts } from './error-facts.ts'
import { activeLogFacts } from './log-facts.ts'
import { redactSecrets } from './redact-secrets.ts'

export interface LoggerOptions {
  readonly service: string
  readonly level: string
}

/**
 * Writes JSON lines to standard output or to `destination`. A line that is written for a request or a job names it and
 * its trace. No line holds a secret, wherever it stands; of an error it holds only what {@link errorFacts} returns.
 */
export function createLogger({ service, level }: LoggerOptions, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Fastify's own serializer of requests writes the URL.
    serializers: { err: (error: unknown) => errorFacts(error), req: requestFacts },
    hooks: { streamWrite: redactSecrets },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return { ...activeLogFacts(), ...(span && { traceId: span.traceId, spanId: span.spanId }) }
    },
  }
  return destination ? pino(options, destination) : pino(options)
}

const requestFacts = ({ method }: { readonly method?: unknown }) => ({ method })
