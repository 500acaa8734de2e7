import { Agent, request } from 'node:http'

export interface Asked {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
}

const tries = 3

/** Asks gateways in turn, and the next one when there is no answer, as the proxy in front of them does. */
export class AnyGateway {
  readonly #urls: readonly string[]
  readonly #key: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 })
  #next = 0
  /** Requests that a second gateway answered. */
  moved = 0

  constructor(urls: readonly string[], key: string) {
    this.#urls = urls
    this.#key = key
  }

  /** The status of the answer. @throws Error if no gateway answered */
  async ask(asked: Asked): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const url = this.#urls[this.#next++ % this.#urls.length] ?? ''
      try {
        const status = await this.#send(url, asked)
        if (attempt > 1) this.moved++
        return status
      } catch (error) {
        if (attempt === tries) throw error
      }
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(url: string, { method, path, body }: Asked): Promise<number> {
    const headers = { authorization: `Bearer ${this.#key}`, ...(body && { 'content-type': 'application/json' }) }
    return new Promise((resolve, reject) => {
      const sent = request(`${url}/api/v1/${path}`, { method, headers, agent: this.#agent }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0))
        response.once('error', reject)
      })
      sent.once('error', reject).end(body && JSON.stringify(body))
    })
  }
}
