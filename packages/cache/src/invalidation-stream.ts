import { setTimeout } from 'node:timers/promises'
import { connectRedis, type Scripts } from './connect-redis.ts'
import type { RedisClient } from './open-redis.ts'
import type { Tags } from './tags.ts'
import { clockKey, streamKey, uniqueToken } from './tiers/redis.ts'

/** How long one question waits for news: twice this is less than what confirms an entry. */
const blockMs = 80
const answerWithinMs = 1_000
const retryMs = 100

interface Clock {
  readonly generation: string | null
  readonly count: number
}

/**
 * Reads the invalidations of all processes on a connection of its own, each of them once and in order. If some cannot
 * be read any more, because the stream was trimmed, evicted or flushed, then `tags` begins again and confirms nothing
 * that was loaded before.
 *
 * A question counts from when it was asked, so that an answer that was held up on the way confirms nothing new.
 */
export class InvalidationStream {
  readonly #redis: RedisClient
  readonly #scripts: Scripts
  readonly #tags: Tags
  readonly #clock: () => number
  /** The last entry that was read; undefined if reading must begin again. */
  #lastId: string | undefined
  /** How many invalidations there were when the last question was answered. */
  #counted = -1
  #isClosed = false
  readonly #heard = Promise.withResolvers<void>()
  readonly #ended: Promise<void>

  constructor(url: string, tags: Tags, clock: () => number, onError: (error: Error) => void) {
    const { redis, scripts } = connectRedis(url, onError, { commandTimeout: answerWithinMs })
    this.#redis = redis
    this.#scripts = scripts
    this.#tags = tags
    this.#clock = clock
    this.#ended = this.#run()
  }

  /** Resolves when the stream was read for the first time. */
  get ready(): Promise<void> {
    return this.#heard.promise
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#redis.disconnect()
    await this.#ended
  }

  async #run(): Promise<void> {
    while (!this.#isClosed) {
      const askedMs = this.#clock()
      try {
        if (this.#lastId === undefined) await this.#begin()
        else await this.#read(this.#lastId)
        if (this.#lastId === undefined) continue
        this.#tags.heardMs = askedMs
        this.#heard.resolve()
      } catch {
        if (this.#clock() - askedMs >= answerWithinMs) this.#redis.disconnect(true)
        await setTimeout(retryMs)
      }
    }
  }

  async #begin(): Promise<void> {
    const reply = await this.#scripts.position(2, clockKey, streamKey, uniqueToken())
    const [generation, count, lastId] = reply as [Buffer, number, Buffer]
    this.#tags.restart({ generation: generation.toString(), count })
    this.#counted = count
    this.#lastId = lastId.toString()
  }

  async #read(lastId: string): Promise<void> {
    const [news, clock] = await this.#ask(lastId)
    const isWhole = news.every(([id, fields]) => {
      this.#lastId = id
      return this.#tags.hear(invalidationOf(fields))
    })
    // What was counted before the question was asked must have been read by now.
    const isLost = clock.generation !== this.#tags.generation || this.#tags.heard < this.#counted
    this.#counted = clock.count
    if (!isWhole || isLost) this.#lastId = undefined
  }

  async #ask(lastId: string): Promise<[[string, string[]][], Clock]> {
    const answers = await this.#redis
      .pipeline()
      .xread('COUNT', 1_000, 'BLOCK', blockMs, 'STREAMS', streamKey, lastId)
      .hmget(clockKey, 'g', 'n')
      .exec()
    for (const [error] of answers ?? []) if (error) throw error
    const [read, clock] = (answers ?? []).map(([, answer]) => answer)
    const [generation = null, count] = clock as (string | null)[]
    const streams = read as [string, [string, string[]][]][] | null
    return [streams?.[0]?.[1] ?? [], { generation, count: Number(count) }]
  }
}

function invalidationOf(fields: readonly string[]) {
  const [, count, , isSoft, , tags = ''] = fields
  return { count: Number(count), isSoft: isSoft === '1', tags: tags.split('\n') }
}
