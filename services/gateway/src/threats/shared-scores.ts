import type { RedisClient } from '@inkling/cache'
import { inBackground } from '@inkling/resilience'
import { LRUCache } from 'lru-cache'
import { type ThreatKindName, threatKindNames, threatKinds } from './kinds.ts'

interface Score {
  readonly kind: ThreatKindName
  readonly source: string
  points: number
  atMs: number
  /** What Redis does not have yet: points, and members of which it knows whether another gateway has seen them. */
  pending: number
  members: number[]
  isWaiting: boolean
}

export interface ScoresParts {
  readonly redis: RedisClient
  /** Is told a score that Redis answered, with what other gateways added to it. */
  readonly onScore: (kind: ThreatKindName, source: string, score: number) => void
  readonly nowMs?: () => number
}

const prefix = '{inkling:threat}:'
const syncEveryMs = 500
const mostScores = 20_000
const mostPerSync = 500
/** Of one source between two answers of Redis; more are points of this gateway alone. */
const mostMembers = 100
/** After so many half-lives nothing is left of a score. */
const keptHalfLives = 10

/**
 * Adds points to a score that halves every ARGV[2] ms, and one for each member that the HyperLogLog of members lacks.
 * The clocks of gateways may differ by as much as their scores may be wrong: a second is 0.1 %.
 */
const addScript = `
local points = tonumber(ARGV[3])
for n = 5, #ARGV do points = points + redis.call('PFADD', KEYS[2], ARGV[n]) end
if #ARGV > 4 and redis.call('PTTL', KEYS[2]) < 0 then redis.call('PEXPIRE', KEYS[2], ARGV[4]) end
local now = tonumber(ARGV[1])
local at = tonumber(redis.call('HGET', KEYS[1], 'at') or ARGV[1])
local score = tonumber(redis.call('HGET', KEYS[1], 'score') or '0')
if now > at then score = score * 2 ^ ((at - now) / tonumber(ARGV[2])) else now = at end
score = score + points
redis.call('HSET', KEYS[1], 'at', tostring(now), 'score', tostring(score))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return tostring(score)`

/**
 * Scores of sources that decay by half in the half-life of their kind. All gateways add to them through Redis, twice a
 * second; each knows what it added itself at once. While Redis is unavailable, each goes on by itself. Holds 20,000,
 * those that changed last.
 */
export class SharedScores {
  readonly #redis: RedisClient
  readonly #onScore: ScoresParts['onScore']
  readonly #nowMs: () => number
  readonly #scores = new LRUCache<string, Score>({ max: mostScores })
  #waiting: Score[] = []
  #timer: NodeJS.Timeout | undefined
  #isSyncing = false

  constructor({ redis, onScore, nowMs = Date.now }: ScoresParts) {
    this.#redis = redis
    this.#onScore = onScore
    this.#nowMs = nowMs
  }

  /**
   * Returns the score, as far as this gateway knows.
   * @param member what the points are for, if it counts once for all gateways
   */
  add(kind: ThreatKindName, source: string, points: number, member?: number): number {
    const score = this.#at(kind, source)
    score.points += points
    if (member !== undefined && score.members.length < mostMembers) score.members.push(member)
    else score.pending += points
    if (!score.isWaiting) {
      score.isWaiting = true
      this.#waiting.push(score)
      if (!this.#isSyncing) this.#schedule()
    }
    return score.points
  }

  /** The present score. */
  of(kind: ThreatKindName, source: string): number {
    return this.#scores.peek(keyOf(kind, source)) === undefined ? 0 : this.#at(kind, source).points
  }

  /** Begins all scores of a source again at 0, in this gateway. */
  forget(source: string): void {
    for (const kind of threatKindNames) this.#scores.delete(keyOf(kind, source))
    this.#waiting = this.#waiting.filter((score) => score.source !== source)
  }

  /** The same in Redis. @throws an error of ioredis if Redis does not take it */
  async reset(source: string): Promise<void> {
    this.forget(source)
    const keys = threatKindNames.flatMap((kind) => redisKeysOf(kind, source))
    await this.#redis.del(...keys)
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #at(kind: ThreatKindName, source: string): Score {
    const nowMs = this.#nowMs()
    const key = keyOf(kind, source)
    const known = this.#scores.get(key)
    if (!known) {
      const fresh: Score = { kind, source, points: 0, atMs: nowMs, pending: 0, members: [], isWaiting: false }
      this.#scores.set(key, fresh)
      return fresh
    }
    if (nowMs > known.atMs) {
      known.points *= 2 ** ((known.atMs - nowMs) / threatKinds[kind].halfLifeMs)
      known.atMs = nowMs
    }
    return known
  }

  #schedule(): void {
    this.#timer ??= inBackground(() => setTimeout(() => void this.#sync(), syncEveryMs).unref())
  }

  async #sync(): Promise<void> {
    this.#timer = undefined
    this.#isSyncing = true
    const batch = this.#waiting.splice(0, mostPerSync).map((score) => ({ score, ...take(score) }))
    const pipeline = this.#redis.pipeline()
    for (const { score, points, members } of batch) this.#send(pipeline, score, points, members)
    const answers = await pipeline.exec().catch(() => null)
    for (const [place, { score, points, members }] of batch.entries()) {
      const [error, total] = answers?.[place] ?? [new Error('redis unavailable')]
      if (error) putBack(score, points, members)
      else this.#settle(score, Number(total))
    }
    this.#isSyncing = false
    if (this.#waiting.length > 0) this.#schedule()
  }

  #send(pipeline: ReturnType<RedisClient['pipeline']>, { kind, source }: Score, points: number, members: number[]) {
    const [score, seen] = redisKeysOf(kind, source)
    const { halfLifeMs } = threatKinds[kind]
    const facts = [this.#nowMs(), halfLifeMs, points, keptHalfLives * halfLifeMs]
    pipeline.eval(addScript, 2, score, seen, ...facts, ...members)
  }

  /** Takes over what Redis answered, with what was added meanwhile. */
  #settle({ kind, source }: Score, total: number): void {
    const held = this.#scores.peek(keyOf(kind, source))
    if (!held) return
    const score = this.#at(kind, source)
    score.points = total + score.pending + score.members.length
    this.#onScore(kind, source, score.points)
  }
}

const keyOf = (kind: ThreatKindName, source: string) => `${kind}:${source}`
const redisKeysOf = (kind: ThreatKindName, source: string) =>
  [`${prefix}score:${kind}:${source}`, `${prefix}seen:${kind}:${source}`] as const

function take(score: Score): { points: number; members: number[] } {
  const { pending: points, members } = score
  score.pending = 0
  score.members = []
  score.isWaiting = false
  return { points, members }
}

/** It is sent with what is added next. */
function putBack(score: Score, points: number, members: number[]): void {
  const all = [...members, ...score.members]
  score.members = all.slice(0, mostMembers)
  score.pending += points + all.length - score.members.length
}
