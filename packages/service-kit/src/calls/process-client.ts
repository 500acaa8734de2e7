import { type Body, basePath, type Call, type Reply } from '@inkling/contracts'
import { Pool } from 'undici'
import { exchange } from './exchange.ts'
import { contextHeader, digest, signRequest } from './request-signature.ts'

export interface ProcessClientOptions {
  /** Of one process. */
  readonly url: string
  readonly secret: string
  /** Who asks. */
  readonly name: string
}

/**
 * Asks one process, and not any replica of its service. There is no policy around it: that a process does not answer
 * is an answer to those who watch it.
 */
export class ProcessClient {
  readonly #options: ProcessClientOptions
  readonly #pool: Pool

  constructor(options: ProcessClientOptions) {
    this.#options = options
    this.#pool = new Pool(options.url, { connections: 1 })
  }

  /** Rejects if there is no good answer within `timeoutMs`. */
  async call<C extends Call>(call: C, given: Body<C>, timeoutMs: number): Promise<Reply<C>> {
    const { secret, name, url } = this.#options
    const path = basePath + call.path
    const body = given === undefined ? '' : JSON.stringify(given)
    const principal = { tenantId: 'inkling', keyId: name, scopes: [] }
    const facts = { principal, timeoutMs, bodyDigest: digest(body), signedAtMs: Date.now() }
    const headers = {
      [contextHeader]: signRequest(secret, call.method, path, facts),
      ...(body !== '' && { 'content-type': 'application/json' }),
    }
    const request = { method: call.method, path, headers, body: body === '' ? null : body }
    const answer = await exchange(this.#pool, request, AbortSignal.timeout(timeoutMs))
    if (answer.status >= 400) throw new Error(`${url} answered ${answer.status}`)
    return JSON.parse(answer.body.toString()) as Reply<C>
  }

  /** Requests under way are cut off. */
  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}
