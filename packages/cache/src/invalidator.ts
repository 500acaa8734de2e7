import type { Tags } from './tags.ts'
import type { RedisTier } from './tiers/redis.ts'
import { UnsentInvalidations } from './unsent-invalidations.ts'

/** Invalidates tags in this process at once, and through Redis in all others. */
export class Invalidator {
  readonly #redis: RedisTier
  readonly #tags: Tags
  readonly #clock: () => number
  readonly #unsent: UnsentInvalidations

  constructor(redis: RedisTier, tags: Tags, clock: () => number) {
    this.#redis = redis
    this.#tags = tags
    this.#clock = clock
    this.#unsent = new UnsentInvalidations(redis)
  }

  /**
   * False if Redis is unavailable: this process serves no old value from then on, and tries until Redis takes the
   * invalidation.
   * @param removed keys of Redis to delete
   */
  async invalidate(tags: readonly string[], isSoft: boolean, removed: readonly string[] = []): Promise<boolean> {
    const position = await this.#redis.invalidate(tags, isSoft, removed)
    if (position) this.#tags.applyAt(position, { isSoft, tags })
    else {
      this.#tags.applyOwn(tags, isSoft, this.#clock())
      this.#unsent.add(tags, isSoft)
    }
    return position !== undefined
  }

  close(): void {
    this.#unsent.close()
  }
}
