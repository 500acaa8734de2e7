import { type Body, basePath, type Call, type Reply } from '@inkling/contracts'
import { fromProblem, type Problem } from '@inkling/errors'
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

  /**
   * Rejects if there is no answer within `timeoutMs`, or when `signal` aborts.
   * @throws InklingError the one that the process answers
   */
  async call<C extends Call>(call: C, given: Body<C>, timeoutMs: number, signal?: AbortSignal): Promise<Reply<C>> {
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
    const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]
    const answer = await exchange(this.#pool, request, AbortSignal.any(signals))
    if (answer.status < 400) return JSON.parse(answer.body.toString()) as Reply<C>
    throw fromProblem(JSON.parse(answer.body.toString()) as Problem, `${url} answered ${answer.status}`)
  }

  /** Requests under way are cut off. */
  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}
