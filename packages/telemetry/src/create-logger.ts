import { trace } from '@opentelemetry/api'
import { type DestinationStream, type Logger, pino } from 'pino'
import { activeLogFacts } from './log-facts.ts'
import { loggedError } from './logged-error.ts'
import { recentLines } from './recent-lines.ts'
import { redactSecrets } from './redact-secrets.ts'

export interface LoggerOptions {
  readonly service: string
  readonly level: string
}

/**
 * Writes JSON lines to standard output or to `destination`. A line that is written for a request or a job names it and
 * its trace. No line holds a secret, wherever it stands; of an error it holds only what {@link loggedError} returns.
 *
 * The logger and its children have one level: setting it at one of them sets it at all. Children are kept as long as
 * the logger, so make none for each request.
 */
export function createLogger({ service, level }: LoggerOptions, destination?: DestinationStream): Logger {
  const family: Logger[] = []
  const options = {
    level,
    onChild: (child: Logger) => void family.push(child),
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Fastify's own serializer of requests writes the URL.
    serializers: { err: (error: unknown) => loggedError(error), req: requestFacts },
    hooks: { streamWrite: written },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return { ...activeLogFacts(), ...(span && { traceId: span.traceId, spanId: span.spanId }) }
    },
  }
  const logger = destination ? pino(options, destination) : pino(options)
  family.push(logger)
  // Children inherit the listener.
  logger.on('level-change', (changed) => {
    for (const one of family) if (one.level !== changed) one.level = changed
  })
  return logger
}

function written(line: string): string {
  const safe = redactSecrets(line)
  recentLines.add(safe)
  return safe
}

const requestFacts = ({ method }: { readonly method?: unknown }) => ({ method })
