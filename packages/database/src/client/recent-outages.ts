import { isOutage } from './sql-states.ts'

const rememberMs = 30_000

/**
 * Which kinds of transactions failed last because Postgres was unavailable or could not write. While reads succeed, the
 * circuit of a Postgres with a full disk may stay closed; this shows its fault all the same. A failure counts until a
 * transaction of its kind succeeds, or for 30 s.
 */
export class RecentOutages {
  readonly #failedAtMs = new Map<string, number>()

  get any(): boolean {
    return [...this.#failedAtMs.values()].some((atMs) => performance.now() - atMs <= rememberMs)
  }

  /** Runs a transaction of the kind `name` and notes how it ends. */
  async observe<T>(name: string, run: () => Promise<T>): Promise<T> {
    try {
      const result = await run()
      this.#failedAtMs.delete(name)
      return result
    } catch (error) {
      if (isOutage(error)) this.#failedAtMs.set(name, performance.now())
      throw error
    }
  }
}
