/** Work of one key at a time: whoever asks while it runs gets the same result. */
export class SingleFlight<T> {
  readonly #running = new Map<string, T>()

  /** @param start begins the work and says when it has ended; it never rejects */
  do(key: string, start: () => readonly [T, Promise<unknown>]): T {
    const running = this.#running.get(key)
    if (running !== undefined) return running
    const [started, ended] = start()
    this.#running.set(key, started)
    void ended.then(() => this.#running.delete(key))
    return started
  }

  has(key: string): boolean {
    return this.#running.has(key)
  }
}
