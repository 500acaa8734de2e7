import { inBackground } from '@inkling/resilience'
import type { RedisTier } from './tiers/redis.ts'

const retryMs = 250
const maxTags = 10_000

/** Invalidations that Redis did not take. They are sent again until it does; the newest 10,000 tags are remembered. */
export class UnsentInvalidations {
  readonly #redis: Pick<RedisTier, 'invalidate'>
  readonly #soft = new Set<string>()
  readonly #hard = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(redis: Pick<RedisTier, 'invalidate'>) {
    this.#redis = redis
  }

  add(tags: readonly string[], isSoft: boolean): void {
    const waiting = isSoft ? this.#soft : this.#hard
    for (const tag of tags) waiting.add(tag)
    for (const oldest of waiting) {
      if (waiting.size <= maxTags) break
      waiting.delete(oldest)
    }
    this.#timer ??= inBackground(() => setTimeout(() => void this.#retry(), retryMs))
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  async #retry(): Promise<void> {
    for (const [waiting, isSoft] of [
      [this.#hard, false],
      [this.#soft, true],
    ] as const) {
      const tags = [...waiting]
      if (tags.length > 0 && (await this.#redis.invalidate(tags, isSoft))) for (const tag of tags) waiting.delete(tag)
    }
    this.#timer = this.#hard.size + this.#soft.size > 0 ? setTimeout(() => void this.#retry(), retryMs) : undefined
  }
}
