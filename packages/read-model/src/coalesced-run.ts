/** Runs one piece of work at a time. All calls during a run share one more run after it. */
export class CoalescedRun {
  #running: Promise<void> | undefined
  #isAskedAgain = false

  /** The run in progress, if there is one. */
  get running(): Promise<void> | undefined {
    return this.#running
  }

  /** @param work The same for all calls. */
  run(work: () => Promise<void>): Promise<void> {
    this.#isAskedAgain = true
    this.#running ??= this.#repeat(work).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #repeat(work: () => Promise<void>): Promise<void> {
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false
      await work()
    }
  }
}
