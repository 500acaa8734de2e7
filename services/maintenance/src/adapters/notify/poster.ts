import { publicConnect } from '@inkling/service-kit'
import { Agent, request } from 'undici'

interface Post {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Whether the host may have an address that is not public. */
  readonly allowPrivate: boolean
}

const mostBytes = 64_000

/** Posts to addresses that operators chose. Redirects are not followed. */
export class Poster {
  readonly #timeoutMs: number
  readonly #guarded: Agent
  readonly #open: Agent

  constructor(timeoutMs = 10_000, resolve?: Parameters<typeof publicConnect>[1]) {
    this.#timeoutMs = timeoutMs
    this.#guarded = new Agent({ connect: publicConnect(timeoutMs, resolve) })
    this.#open = new Agent({ connect: { timeout: timeoutMs } })
  }

  /**
   * Returns the status of the answer.
   * @throws AddressRefused, or whatever kept the answer from coming in time
   */
  async post({ url, headers, body, allowPrivate }: Post): Promise<number> {
    const signal = AbortSignal.timeout(this.#timeoutMs)
    const dispatcher = allowPrivate ? this.#open : this.#guarded
    const answer = await request(url, { method: 'POST', headers, body, signal, dispatcher })
    await answer.body.dump({ limit: mostBytes, signal }).catch(() => undefined)
    return answer.statusCode
  }

  /** Requests under way are cut off. */
  async close(): Promise<void> {
    await Promise.all([this.#guarded.destroy(), this.#open.destroy()])
  }
}
