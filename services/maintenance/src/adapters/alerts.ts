import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { metricSamples, ProcessClient } from '@inkling/service-kit'
import { type alertMetrics, alerts, type Logger } from '@inkling/telemetry'
import { type AlertCase, titleOf } from '../domain/alerts/alert-case.ts'
import type { Change } from '../domain/alerts/alert-cases.ts'
import { alertId } from '../domain/alerts/alert-id.ts'
import { Evaluator, type Look } from '../domain/alerts/evaluator.ts'
import type { Burns } from '../domain/alerts/findings.ts'
import { acknowledge } from '../domain/alerts/notes.ts'
import type { AlertJournal } from './alert-journal.ts'
import type { Notifier } from './notify/notifier.ts'

export interface AlertsOptions {
  /** By service: the URL of every replica, with commas. */
  readonly urls: Readonly<Record<string, string>>
  readonly secret: string
  readonly readBurns: () => Promise<Burns>
  readonly journal: AlertJournal
  readonly notifier: Pick<Notifier, 'step'>
  readonly metrics: ReturnType<typeof alertMetrics>
  readonly logger: Logger
  readonly everyMs: number
  /** An alert is pending, fires, ended or was acknowledged. */
  readonly onChange: () => void
  /** Unix time in ms by a clock that nobody sets. */
  readonly now: () => number
}

/** A process looks at what it needs for up to 1.8 s. */
const timeoutMs = 3_500
const own = { service: 'maintenance', instance: 'this' }

/** Looks at every process again and again, and knows which alerts fire. It needs no Postgres. */
export class Alerts {
  readonly #options: AlertsOptions
  readonly #evaluator = new Evaluator(alerts)
  readonly #clients: readonly (readonly [process: Look['process'], client: ProcessClient])[]
  readonly #timer: NodeJS.Timeout
  #isLooking = false
  #keeping: Promise<void> | undefined
  #evaluatedAtMs: number | undefined
  /** Which alerts were open, and in which state. */
  #standing = ''

  constructor(options: AlertsOptions) {
    this.#options = options
    this.#clients = Object.entries(options.urls).flatMap(([service, urls]) =>
      urls.split(',').map((url) => {
        const client = new ProcessClient({ url: url.trim(), secret: options.secret, name: 'alerts' })
        return [{ service, instance: new URL(url.trim()).host }, client] as const
      }),
    )
    this.#timer = setInterval(() => void this.#look(), options.everyMs)
  }

  get evaluatedAtMs(): number | undefined {
    return this.#evaluatedAtMs
  }

  /** Those that are open, and those that ended lately. */
  get cases(): AlertCase[] {
    return [...this.#evaluator.cases.open, ...this.#evaluator.cases.resolved]
  }

  /** @throws InklingError not_found if no such alert is open, conflict if it has too many notes */
  async acknowledge(id: string, said: { readonly by: string; readonly note: string | null }): Promise<void> {
    const found = this.#evaluator.cases.open.find((one) => alertId(one) === id)
    if (!found) throw new InklingError('not_found', `No alert ${id} fires or is about to`)
    // As Postgres and the API keep it.
    const noted = { ...said, atMs: Math.floor(this.#options.now()) }
    acknowledge(found, noted)
    await this.#options.journal.acknowledge(id, noted)
    this.#options.onChange()
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#keeping
    await Promise.all(this.#clients.map(([, client]) => client.close()))
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      await this.#evaluate()
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'alerts not evaluated')
    } finally {
      this.#isLooking = false
    }
  }

  async #evaluate(): Promise<void> {
    const { readBurns, now, journal, onChange } = this.#options
    // Or a restart tells again of what it was told, and of what follows from an outage that is over.
    if (this.#evaluatedAtMs === undefined) await journal.restore(this.#evaluator.cases, now())
    const [burns, ...looks] = await Promise.all([readBurns(), this.#lookAtOwn(), ...this.#clients.map(this.#lookAt)])
    const nowMs = now()
    for (const change of this.#evaluator.step(looks, burns, nowMs)) this.#tell(change)
    this.#measure()
    this.#evaluatedAtMs = nowMs
    const standing = this.#evaluator.cases.open.map((one) => `${alertId(one)} ${one.state}`).join()
    if (standing !== this.#standing) onChange()
    this.#standing = standing
    // Looks do not wait for Postgres.
    this.#keeping ??= this.#keep(nowMs).finally(() => {
      this.#keeping = undefined
    })
  }

  async #keep(nowMs: number): Promise<void> {
    const { journal, notifier, logger } = this.#options
    await journal.keep(this.#evaluator.cases, nowMs)
    await notifier
      .step(this.cases, nowMs)
      .catch((error: unknown) => logger.warn({ err: error }, 'destinations of alerts not told yet'))
  }

  async #lookAtOwn(): Promise<Look> {
    return { process: own, samples: await metricSamples(this.#evaluator.metrics) }
  }

  readonly #lookAt = async ([process, client]: readonly [Look['process'], ProcessClient]): Promise<Look> => {
    const names = [...this.#evaluator.metrics]
    const answer = await client.call(calls.readMetrics, { names }, timeoutMs).catch(() => undefined)
    return { process, samples: answer?.samples }
  }

  #tell({ to, of }: Change): void {
    const { name, severity, runbook } = of.alert
    const causes = of.causes.map((cause) => cause.alert.name)
    const facts = { alert: name, severity, alertId: alertId(of), labels: of.labels, runbook, causes }
    const level = to === 'firing' && severity === 'critical' && causes.length === 0 ? 'error' : 'warn'
    this.#options.logger[level](facts, `alert ${to}: ${titleOf(of)}`)
  }

  #measure(): void {
    const { firing } = this.#options.metrics
    firing.reset()
    for (const { state, alert } of this.#evaluator.cases.open)
      if (state === 'firing') firing.inc({ alert: alert.name, severity: alert.severity })
  }
}
