import { randomBytes } from 'node:crypto'
import { openRedis, type RedisClient } from '@inkling/cache'
import { streamLogKey as logKey } from '@inkling/contracts/names'
import type { Logger } from '@inkling/telemetry'
import type { LogEntry } from '../streams/log-window.ts'
import type { LogSource } from '../streams/owner-log.ts'

/** What a gateway adds to a log. */
export type NewEntry = Pick<LogEntry, 'topic' | 'signature' | 'text'>

export interface BrokerListener {
  onArrival(owner: string, entry: LogEntry): void
  /** Some gateway has streams that follow users of the tenant. */
  onWatched(owner: string): void
  onLost(): void
  onFound(): void
}

export interface BrokerOptions {
  readonly url: string
  readonly logger: Pick<Logger, 'debug' | 'warn'>
  /** The most entries that Redis keeps of one log, about. */
  readonly keptEntries: number
}

const liveChannel = (owner: string) => `inkling:stream:live:${owner}`
const watchChannel = 'inkling:stream:watched'
/** A log to which nothing was added for so long is forgotten. */
const keptMs = 3_600_000
const answerWithinMs = 500
/** Entries are read in pages, so that each page comes in time, however long a log is. */
const pageEntries = 500
const findAgainMs = 500
const separator = '\0'

/**
 * Adds entries to a log and tells all gateways, in one step. The entries of a Redis stream are numbered from 1; a
 * stream that is gone begins again, with a new epoch. The epoch stands in each entry, so that it is lost only with all
 * of them.
 */
const append = `
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local offset, epoch = 0, ARGV[1]
if newest then
  offset = tonumber(string.match(newest[1], '^%d+'))
  epoch = newest[2][2]
end
for at = 5, #ARGV, 3 do
  offset = offset + 1
  local id = string.format('%.0f', offset)
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], id .. '-0',
    'e', epoch, 't', ARGV[at], 's', ARGV[at + 1], 'm', ARGV[at + 2])
  redis.call('PUBLISH', ARGV[4], table.concat({ epoch, id, ARGV[at], ARGV[at + 1], ARGV[at + 2] }, '\\0'))
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return offset`

type Append = (key: string, ...values: (string | number)[]) => Promise<number>

/**
 * The logs that all gateways share: a Redis stream for each owner, and a channel on which its entries arrive. Commands
 * fail at once while Redis is unavailable.
 */
export class StreamBroker implements LogSource {
  readonly #redis: RedisClient
  readonly #subscriber: RedisClient
  readonly #append: Append
  readonly #options: BrokerOptions
  readonly #listener: BrokerListener
  readonly #contact = Promise.withResolvers<void>()
  #isLost = false

  constructor(options: BrokerOptions, listener: BrokerListener) {
    const quick = { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: answerWithinMs }
    const reconnecting = { retryStrategy: (attempt: number) => Math.min(1_000, 100 * attempt) }
    this.#options = options
    this.#listener = listener
    this.#redis = openRedis(options.url, { ...quick, ...reconnecting })
    this.#subscriber = openRedis(options.url, { ...quick, ...reconnecting, autoResubscribe: false })
    this.#redis.defineCommand('stream_append', { numberOfKeys: 1, lua: append })
    this.#append = (this.#redis as unknown as Record<'stream_append', Append>).stream_append.bind(this.#redis)
    for (const redis of [this.#redis, this.#subscriber]) {
      redis.on('error', (error) => options.logger.debug({ err: error }, 'redis unavailable for streams'))
      redis.on('close', () => this.#lose())
      redis.on('ready', () => void this.#find())
    }
    this.#subscriber.on('message', (channel: string, message: string) => this.#hear(channel, message))
  }

  /** Resolves when Redis was first found. */
  get contact(): Promise<void> {
    return this.#contact.promise
  }

  get isLost(): boolean {
    return this.#isLost
  }

  /** @throws an error of ioredis; the entries may have been added all the same if Redis was late */
  async append(owner: string, entries: readonly NewEntry[]): Promise<void> {
    const values = entries.flatMap(({ topic, signature, text }) => [topic, signature, text])
    const { keptEntries } = this.#options
    // Used only if the log begins with these entries.
    const epoch = randomBytes(6).toString('hex')
    await this.#append(logKey(owner), epoch, keptEntries, keptMs, liveChannel(owner), ...values)
  }

  async follow(owner: string): Promise<void> {
    await this.#subscriber.subscribe(liveChannel(owner))
  }

  unfollow(owner: string): void {
    this.#subscriber.unsubscribe(liveChannel(owner)).catch(() => {})
  }

  async readNewest(owner: string): Promise<LogEntry[]> {
    const entries = await this.readAfter(owner, 0)
    if (entries.length > 0) return entries
    await this.append(owner, [news({})])
    return this.readAfter(owner, 0)
  }

  async readAfter(owner: string, offset: number): Promise<LogEntry[]> {
    const entries: LogEntry[] = []
    for (let after = offset; ; after = entries.at(-1)?.offset ?? after) {
      const page = await this.#redis.xrange(logKey(owner), `${after + 1}-0`, '+', 'COUNT', pageEntries)
      entries.push(...page.map(entryOf))
      if (page.length < pageEntries) return entries
    }
  }

  /** Tells all gateways that streams follow users of the tenant, and keeps its log. */
  announce(owner: string): void {
    this.#redis.publish(watchChannel, owner).catch(() => {})
    this.#redis.pexpire(logKey(owner), keptMs).catch(() => {})
  }

  close(): void {
    for (const redis of [this.#redis, this.#subscriber]) redis.removeAllListeners('close')
    this.#redis.disconnect()
    this.#subscriber.disconnect()
  }

  #hear(channel: string, message: string): void {
    if (channel === watchChannel) {
      this.#listener.onWatched(message)
      return
    }
    const [epoch = '', offset, topic = '', signature = '', text = ''] = message.split(separator)
    this.#listener.onArrival(channel.slice(liveChannel('').length), {
      epoch,
      offset: Number(offset),
      topic,
      signature,
      text,
    })
  }

  #lose(): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#contact.resolve()
    this.#options.logger.warn('redis unavailable: streams get only what this gateway sees')
    this.#listener.onLost()
  }

  /** Both connections are needed. If Redis answers too late, it is asked again. */
  async #find(): Promise<void> {
    if (this.#redis.status !== 'ready' || this.#subscriber.status !== 'ready') return
    try {
      await this.#subscriber.subscribe(watchChannel)
    } catch {
      setTimeout(() => void this.#find(), findAgainMs).unref()
      return
    }
    this.#isLost = false
    this.#contact.resolve()
    this.#listener.onFound()
  }
}

/** What gateways tell one another in a log, and no client gets. */
export interface News {
  /** Whose events were stored: `user:ada`. */
  readonly people?: readonly string[]
  /** With which a read waits for these events. */
  readonly token?: string | undefined
  /** A gateway could not add what it saw to the log. */
  readonly isLost?: boolean
}

export const news = (facts: News): NewEntry => ({ topic: '', signature: '', text: JSON.stringify(facts) })

function entryOf([id, fields]: [string, string[]]): LogEntry {
  const [, epoch = '', , topic = '', , signature = '', , text = ''] = fields
  return { epoch, offset: Number.parseInt(id, 10), topic, signature, text }
}
