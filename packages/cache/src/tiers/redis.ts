import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { withTimeout } from '@inkling/resilience'
import { CacheKey } from '../cache-key.ts'
import type { Scripts } from '../connect-redis.ts'
import type { Position, Validity } from '../entry.ts'
import type { StoredValue } from './stored-value.ts'

export interface Found {
  readonly validity: Validity
  readonly stored: StoredValue & { readonly bytes: Buffer }
}

/** `lease` is the right to load the value; `failed`: a load failed lately, so that nobody loads now. */
export interface RedisLookup {
  readonly state: 'fresh' | 'lease' | 'held' | 'failed'
  readonly now: Position
  readonly found?: Found
}

export interface Asking {
  readonly token: string
  readonly leaseMs: number
  /** Whether to load it also if it is fresh. */
  readonly isForced: boolean
  readonly tags: readonly string[]
}

type LookupReply = [number, Buffer, number, number, number, ...unknown[]]

const states = ['fresh', 'lease', 'held', 'failed'] as const
const validities = ['fresh', 'stale', 'unknown', 'dead'] as const
/** The braces put all keys into one slot of a Redis Cluster: a script reads a value, its tags and the clock at once. */
const prefix = '{inkling:cache}:'
export const clockKey = `${prefix}clock`
export const streamKey = `${prefix}invalidations`
const tagPrefix = `${prefix}tag:`
const answerWithinMs = 250
/** A Redis that did not answer in time is left alone until the stream hears it again, or for so long. */
const restMs = 5_000

const processToken = randomBytes(12).toString('base64url')
let tokens = 0

/** A text that no process makes twice. */
export const uniqueToken = (): string => `${processToken}-${(tokens++).toString(36)}`

/** The tier that all processes share. While Redis is unavailable, a method answers undefined, within 250 ms. */
export class RedisTier {
  readonly #scripts: Scripts
  readonly #clock: () => number
  readonly #heardMs: () => number
  #timedOutMs = Number.NEGATIVE_INFINITY

  /** @param heardMs when Redis was last found to answer, by another connection */
  constructor(scripts: Scripts, clock: () => number, heardMs: () => number = () => Number.NEGATIVE_INFINITY) {
    this.#scripts = scripts
    this.#clock = clock
    this.#heardMs = heardMs
  }

  /** The value, or the lease on loading it, in one round trip. */
  async lookup(cache: string, key: CacheKey, asking: Asking): Promise<RedisLookup | undefined> {
    const { token, leaseMs, isForced, tags } = asking
    const reply = await this.#run('lookup', keysOf(cache, key), [token, leaseMs, isForced ? 1 : 0, tags.join('\n')])
    return reply ? toLookup(reply as LookupReply) : undefined
  }

  /** Stores a value for the holder of the lease, unless one of its tags was invalidated after `asOf`. */
  async store(cache: string, key: CacheKey, token: string, value: StoredValue) {
    const { bytes, tags, asOf, freshMs, loadMs, keptMs, ageMs } = value
    const numbers = [freshMs, loadMs, Math.max(1, keptMs), ageMs].map(Math.round)
    const position = [asOf.generation, asOf.count]
    const reply = await this.#run('store', keysOf(cache, key), [token, ...position, bytes, tags.join('\n'), ...numbers])
    return reply === undefined
      ? undefined
      : ((['lost', 'stored', 'invalidated'] as const)[reply as 0 | 1 | 2] ?? 'lost')
  }

  /** Keeps the lease for `leaseMs` from now, if it was not lost. */
  renew = (cache: string, key: CacheKey, token: string, leaseMs: number) =>
    this.#run('renew', keysOf(cache, key), [token, leaseMs])

  /** Gives the lease back; nobody loads for `backoffMs`. */
  fail = (cache: string, key: CacheKey, token: string, backoffMs: number) =>
    this.#run('fail', keysOf(cache, key), [token, Math.max(1, Math.round(backoffMs))])

  async check(tags: readonly string[], { generation, count }: Position) {
    const reply = await this.#run('check', [clockKey], [tags.join('\n'), generation, count])
    if (!reply) return undefined
    const [validity, now, n] = reply as [number, Buffer, number]
    return { validity: validities[validity] ?? 'unknown', now: { generation: now.toString(), count: n } }
  }

  async invalidate(tags: readonly string[], isSoft: boolean, removed: readonly string[] = []) {
    const reply = await this.#run('invalidate', [clockKey, streamKey, ...removed], [isSoft ? 1 : 0, tags.join('\n')])
    if (!reply) return undefined
    const [generation, count] = reply as [Buffer, number]
    return { generation: generation.toString(), count }
  }

  /** Adds how often keys were used; the `max` hottest of a day are kept. */
  rememberHot = (cache: string, keys: readonly (readonly [CacheKey, number])[], max: number) =>
    this.#run('rememberHot', [`${prefix}hot:${cache}`], [max, ...keys.flatMap(([{ text }, uses]) => [uses, text])])

  /** The keys that were used most today and yesterday, most first. */
  async hottest(cache: string, max: number): Promise<CacheKey[]> {
    const texts = (await this.#run('hottest', [`${prefix}hot:${cache}`], [])) as Buffer[] | undefined
    return (texts ?? []).slice(-max).reverse().map(CacheKey.parse)
  }

  /** The keys that hold a value and its lease. */
  static keysOf = (cache: string, key: CacheKey): string[] => keysOf(cache, key).slice(1)

  async #run(name: keyof Scripts, keys: readonly string[], values: readonly (string | number | Uint8Array)[]) {
    const askedMs = this.#clock()
    if (askedMs < this.#timedOutMs + restMs && this.#heardMs() <= this.#timedOutMs) return undefined
    try {
      const reply = this.#scripts[name](keys.length, ...keys, uniqueToken(), tagPrefix, ...values)
      // A process that stood still may have the answer, but has not read it yet.
      const answer = (await withTimeout(reply, answerWithinMs)) ?? (await Promise.race([reply, setImmediate()]))
      if (answer === undefined) this.#timedOutMs = this.#clock()
      return answer
    } catch {
      return undefined
    }
  }
}

const keysOf = (cache: string, { text }: CacheKey): string[] => [
  clockKey,
  ...['value', 'lease', 'failure'].map((kind) => `${prefix}${kind}:${cache}:${text}`),
]

function toLookup([code, generation, count, validity, ageMs, ...entry]: LookupReply): RedisLookup {
  const now = { generation: generation.toString(), count }
  const state = states[code] ?? 'held'
  const [bytes, tags, writtenIn, position, freshMs, loadMs, keptMs] = entry as (Buffer | null)[]
  if (!bytes) return { state, now }
  const asOf = { generation: String(writtenIn), count: Number(position) }
  const durations = { ageMs, freshMs: Number(freshMs), loadMs: Number(loadMs), keptMs: Number(keptMs) }
  const stored = { bytes, tags: linesOf(String(tags)), asOf, ...durations }
  return { state, now, found: { validity: validities[validity] ?? 'unknown', stored } }
}

const linesOf = (text: string) => (text === '' ? [] : text.split('\n'))
