type Step = () => Promise<unknown>

/** Undoes what was started, the last thing first. A step that fails keeps none of the others from running. */
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
