type Step = () => Promise<unknown>

/** Runs its steps once, the last added first. A failed step does not stop the others. */
export class Teardown {
  readonly #steps: Step[] = []
  #done: Promise<void> | undefined

  add(step: Step): void {
    this.#steps.push(step)
  }

  get hasBegun(): boolean {
    return this.#done !== undefined
  }

  run(): Promise<void> {
    this.#done ??= this.#runAll()
    return this.#done
  }

  async #runAll() {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await step().catch(() => undefined)
  }
}
