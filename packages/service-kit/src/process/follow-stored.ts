import { type Caches, keyOf, platform } from '@inkling/cache'
import { Deadline, inBackground } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'

interface FollowOptions<T> {
  /** A label of the metrics of caches. */
  readonly name: string
  /** Whoever changes what is followed invalidates this tag after the commit. */
  readonly tag: string
  /** What holds until something was read. */
  readonly initial: T
  readonly read: (deadline: Deadline) => Promise<T>
  /** How long a change goes unnoticed if nobody tells of it. */
  readonly ttlMs: number
  readonly sizeBytes: number
  readonly logger: Pick<Logger, 'debug'>
}

export interface Followed<T> {
  /** Without I/O. */
  current(): T
  /** Resolves when it was read, or could not be. */
  start(): Promise<void>
  close(): void
}

const lookEveryMs = 250
const readTimeoutMs = 2_000
const graceMs = 86_400_000

/**
 * Follows a setting of the whole installation as Postgres has it. This process looks four times a second whether its
 * tag was invalidated, so that requests never wait for Postgres, and a change that is told holds within half a second.
 * While Postgres is unavailable, the last value holds.
 */
export function followStored<T>(caches: Pick<Caches, 'define'>, options: FollowOptions<T>): Followed<T> {
  const { name, tag, ttlMs, sizeBytes, logger } = options
  const cache = caches.define<T>({
    ...{ name, isShared: false, ttlMs, graceMs, hardTimeoutMs: readTimeoutMs },
    sizeBytes: () => sizeBytes,
  })
  let current = options.initial
  let timer: NodeJS.Timeout | undefined
  let isLooking = false
  const look = async () => {
    if (isLooking) return
    isLooking = true
    try {
      const read = () => options.read(new Deadline(readTimeoutMs))
      current = await cache.get(keyOf(platform, name), read, { tags: [tag] })
    } catch (error) {
      logger.debug({ err: error, setting: name }, 'setting not read from postgres; the last one holds')
    }
    isLooking = false
  }
  return {
    current: () => current,
    async start() {
      timer = inBackground(() => setInterval(() => void look(), lookEveryMs)).unref()
      await look()
    },
    close: () => clearInterval(timer),
  }
}
