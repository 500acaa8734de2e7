import type { Work } from './policy.ts'
import { withTimeout } from './with-timeout.ts'

/** The call was given up before its deadline, because its dependency answers nothing. */
export class HungCall extends Error {
  override readonly name = 'HungCall'

  constructor() {
    super('no answer, and none to a probe either')
  }
}

/** The timeout is split into so many timers in a row. A process that stands still itself loses only one of them. */
const turns = 10

/** Tells a call that takes long from a dependency that hangs. */
export class HangCheck {
  readonly #probe: Work<unknown>
  readonly #timeoutMs: number
  #asking: Promise<boolean> | undefined

  constructor(probe: Work<unknown>, timeoutMs: number) {
    this.#probe = probe
    this.#timeoutMs = timeoutMs
  }

  /**
   * Asks the dependency once for all calls that are slow at the time. Without an answer `confirm` says whether it
   * hangs.
   */
  finds(confirm: () => Promise<boolean>): Promise<boolean> {
    this.#asking ??= this.isAnswered()
      .then((isAnswered) => !isAnswered && confirm())
      .finally(() => {
        this.#asking = undefined
      })
    return this.#asking
  }

  async isAnswered(): Promise<boolean> {
    const controller = new AbortController()
    const answered = this.#probe(controller.signal).then(
      () => true,
      () => false,
    )
    let isAnswered: boolean | undefined
    for (let turn = 0; isAnswered === undefined && turn < turns; turn++)
      isAnswered = await withTimeout(answered, this.#timeoutMs / turns)
    controller.abort()
    return isAnswered ?? false
  }
}
