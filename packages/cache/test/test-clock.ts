/** A clock that runs with real time and can be moved ahead. */
export class TestClock {
  #aheadMs = 0
  readonly now = (): number => performance.now() + this.#aheadMs

  advance(ms: number): void {
    this.#aheadMs += ms
  }
}
