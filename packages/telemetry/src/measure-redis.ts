import { tracingChannel } from 'node:diagnostics_channel'
import { redisMetrics } from './metrics/redis-metrics.ts'

interface CommandMessage {
  readonly command: string
  startedMs?: number
}

const ignore = () => {}

/** Measures each Redis command of the process. Returns a function that ends it. */
export function measureRedis({ seconds, failures } = redisMetrics()): () => void {
  const channel = tracingChannel<CommandMessage>('ioredis:command')
  const subscribers = {
    start(message: CommandMessage) {
      message.startedMs = performance.now()
    },
    end: ignore,
    asyncStart: ignore,
    asyncEnd({ command, startedMs }: CommandMessage) {
      // A command that was under way when this began has no start.
      if (startedMs !== undefined) seconds.observe({ command }, (performance.now() - startedMs) / 1_000)
    },
    error: ({ command }: CommandMessage) => failures.inc({ command }),
  }
  channel.subscribe(subscribers)
  return () => void channel.unsubscribe(subscribers)
}
