import type { Topic } from '@inkling/contracts'
import type { ChangeFeed, Changes } from '../src/change-feed.ts'

/** A feed that tells what it is told, when it is told. */
export class FakeFeed implements Pick<ChangeFeed, 'listen'> {
  readonly #listeners = new Set<(changes: Changes) => void>()

  listen(listener: (changes: Changes) => void) {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** A poll. Without an argument, any tenant may have changed. */
  tell(changed?: Partial<Record<Topic, readonly string[]>>, horizon = 0n): void {
    for (const listener of this.#listeners)
      listener({ horizon, of: (topic) => (changed ? (changed[topic] ?? []) : undefined) })
  }
}
