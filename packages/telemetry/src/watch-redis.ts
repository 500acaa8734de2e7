import { tracingChannel } from 'node:diagnostics_channel'
import type { Logger } from 'pino'

interface RedisMessage {
  readonly serverAddress: string
  readonly serverPort?: number
  readonly error?: unknown
}

interface Server {
  failingSinceMs: number | undefined
  isOut: boolean
}

/** A single command that is late says nothing. */
const outAfterMs = 1_000
const ignore = () => {}

/** A server that answers with an error answers. */
const isAnswer = (error: unknown) => (error as { name?: string } | undefined)?.name === 'ReplyError'

/**
 * Logs once when a Redis has answered nothing for a second, and once when it is back, whatever the number of its
 * connections. Returns a function that ends it.
 */
export function watchRedis(logger: Pick<Logger, 'warn'>, now = () => performance.now()): () => void {
  const servers = new Map<string, Server>()
  const find = ({ serverAddress, serverPort }: RedisMessage) => {
    const redis = serverPort === undefined ? serverAddress : `${serverAddress}:${serverPort}`
    const server = servers.get(redis) ?? { failingSinceMs: undefined, isOut: false }
    servers.set(redis, server)
    return { redis, server }
  }
  const answers = (message: RedisMessage) => {
    const { redis, server } = find(message)
    if (server.isOut) logger.warn({ redis }, 'redis available again')
    Object.assign(server, { failingSinceMs: undefined, isOut: false })
  }
  const fails = (message: RedisMessage) => {
    if (isAnswer(message.error)) return
    const { redis, server } = find(message)
    server.failingSinceMs ??= now()
    if (server.isOut || now() - server.failingSinceMs < outAfterMs) return
    server.isOut = true
    logger.warn({ redis, err: message.error }, 'redis unavailable')
  }
  const subscribers = {
    start: ignore,
    end: ignore,
    asyncStart: ignore,
    asyncEnd(message: RedisMessage) {
      if (message.error === undefined || isAnswer(message.error)) answers(message)
    },
    error: fails,
  }
  const channels = [tracingChannel<RedisMessage>('ioredis:command'), tracingChannel<RedisMessage>('ioredis:connect')]
  for (const channel of channels) channel.subscribe(subscribers)
  return () => {
    for (const channel of channels) channel.unsubscribe(subscribers)
  }
}
