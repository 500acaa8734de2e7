import { setTimeout as delay } from 'node:timers/promises'
import { Agent, request } from 'undici'

export interface Asked {
  readonly method: 'GET' | 'POST'
  /** Below `/api/v1/`. */
  readonly path: string
  readonly body?: object
}

export interface Told {
  readonly status: number
  readonly text: string
}

/** A gateway of a local stack drains for 500 ms. */
const idleMs = 200
const lookEveryMs = 100
const notSent = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * Sends each request once, to gateways in turn, as a balancer before them must: to those that are ready, over
 * connections that were not idle for as long as a gateway drains. Only a request whose connection was refused goes on
 * to the next gateway, because nothing of it was sent.
 */
export class Balancer {
  readonly #urls: readonly string[]
  readonly #headers: Readonly<Record<string, string>>
  readonly #agent = new Agent({ keepAliveTimeout: idleMs, keepAliveMaxTimeout: idleMs })
  readonly #unready = new Set<string>()
  readonly #looking: Promise<unknown>
  #isClosed = false
  #next = 0
  /** Connections that were refused. */
  refused = 0

  /** @param key of the tenant whose requests these are */
  constructor(urls: readonly string[], key: string) {
    this.#urls = urls
    this.#headers = { authorization: `Bearer ${key}` }
    this.#looking = Promise.all(urls.map((url) => this.#watch(url)))
  }

  /** @throws Error if there was no answer */
  async ask(asked: Asked): Promise<Told> {
    const urls = this.#inTurn()
    for (const [n, url] of urls.entries()) {
      try {
        return await this.#send(url, asked)
      } catch (error) {
        if (n === urls.length - 1 || !notSent.has((error as { code?: string }).code ?? '')) throw error
        this.refused++
      }
    }
    throw new RangeError('a balancer needs at least one gateway')
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#looking
    await this.#agent.close()
  }

  /** All gateways, first those that are ready. */
  #inTurn(): readonly string[] {
    const from = this.#next++ % this.#urls.length
    const turned = [...this.#urls.slice(from), ...this.#urls.slice(0, from)]
    return turned.toSorted((a, b) => Number(this.#unready.has(a)) - Number(this.#unready.has(b)))
  }

  async #watch(url: string): Promise<void> {
    while (!this.#isClosed) {
      const isReady = await request(`${url}/readyz`, { dispatcher: this.#agent }).then(
        async ({ statusCode, body }) => {
          await body.dump()
          return statusCode === 200
        },
        () => false,
      )
      if (isReady) this.#unready.delete(url)
      else this.#unready.add(url)
      await delay(lookEveryMs)
    }
  }

  async #send(url: string, { method, path, body: given }: Asked): Promise<Told> {
    const headers = { ...this.#headers, ...(given && { 'content-type': 'application/json' }) }
    const options = { method, headers, dispatcher: this.#agent, body: given ? JSON.stringify(given) : null }
    const { statusCode, body } = await request(`${url}/api/v1/${path}`, options)
    return { status: statusCode, text: await body.text() }
  }
}
