import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { kindAt, usualWeights, type Weights } from './kinds.ts'
import { createDraw, type MixRequest, type Tenant } from './population.ts'
import type { Sent } from './sent.ts'

export interface TrafficOptions {
  readonly url: string
  readonly tenants: readonly Tenant[]
  /** Requests per second, of all kinds together. */
  readonly perSecond: number
  /** The usual mix unless given. */
  readonly weights?: Weights
  readonly seed?: number
  /** Most connections; without a limit unless given. A request that waits for one takes longer by that. */
  readonly connections?: number
  /** After this time a client gives up; 15 s unless given. */
  readonly patienceMs?: number
}

const pauseCheckMs = 50

/**
 * Sends the mix in an open loop: requests come as those of independent users do (Poisson), whether or not earlier ones
 * were answered. No request is sent twice.
 */
export class Traffic {
  readonly sent: Sent[] = []
  perSecond: number
  weights: Weights
  isPaused = false
  /** How late this process sent a request at most. */
  worstLagMs = 0
  readonly #url: string
  readonly #patienceMs: number
  readonly #draw: ReturnType<typeof createDraw>
  readonly #agent: Agent
  readonly #underWay = new Set<Promise<void>>()
  #isStopped = false
  #stopped: Promise<void> | undefined
  readonly #ended: Promise<void>

  constructor(options: TrafficOptions) {
    const { url, tenants, perSecond, weights = usualWeights, seed, connections, patienceMs = 15_000 } = options
    this.#agent = new Agent({ keepAliveTimeout: 60_000, pipelining: 1, connections: connections ?? null })
    this.#patienceMs = patienceMs
    this.#url = url
    this.perSecond = perSecond
    this.weights = weights
    this.#draw = createDraw(tenants, seed)
    this.#ended = this.#run()
  }

  /** Sends no more, and waits for the answers that are under way. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  /** Waits until each request that was sent before `untilMs` has ended. */
  async settled(untilMs: number): Promise<void> {
    while (this.sent.some(({ atMs, tookMs }) => atMs < untilMs && tookMs === undefined)) await delay(pauseCheckMs)
  }

  async #stop(): Promise<void> {
    this.#isStopped = true
    await this.#ended
    await Promise.all(this.#underWay)
    await this.#agent.close()
  }

  async #run(): Promise<void> {
    for (let dueMs = performance.now(); !this.#isStopped; ) {
      if (this.isPaused) {
        await delay(pauseCheckMs)
        dueMs = performance.now()
        continue
      }
      dueMs -= (Math.log(1 - this.#draw.random()) * 1_000) / this.perSecond
      const waitMs = dueMs - performance.now()
      // Also while it is late, answers must be read.
      await (waitMs > 1 ? delay(waitMs) : turn())
      this.worstLagMs = Math.max(this.worstLagMs, performance.now() - dueMs)
      this.#send(dueMs)
    }
  }

  #send(atMs: number): void {
    const kind = kindAt(this.#draw.random(), this.weights)
    const tenant = this.#draw.tenant()
    const asked = this.#draw.request(kind)
    const sent: Sent = { kind, tenant: tenant.id, atMs, status: 0, ...(asked.eventId && { eventId: asked.eventId }) }
    this.sent.push(sent)
    const ending = this.#ask(sent, tenant, asked)
      .catch(() => {})
      .finally(() => {
        sent.tookMs = performance.now() - atMs
        this.#underWay.delete(ending)
      })
    this.#underWay.add(ending)
  }

  async #ask(sent: Sent, { key }: Tenant, { method, path, body }: MixRequest): Promise<void> {
    const answer = await request(`${this.#url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(this.#patienceMs),
      dispatcher: this.#agent,
    })
    const text = await answer.body.text()
    const { degraded } = answer.headers
    if (typeof degraded === 'string') sent.degraded = degraded
    // An event that was rejected or ignored is not acknowledged.
    const isStored = sent.eventId === undefined || answer.statusCode !== 202 || JSON.parse(text).accepted === 1
    sent.status = isStored ? answer.statusCode : 400
  }
}
