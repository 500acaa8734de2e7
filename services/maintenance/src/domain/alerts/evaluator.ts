import type { Alert } from '@inkling/telemetry/alerts'
import { AlertCases, type Change } from './alert-cases.ts'
import { type Burns, findingsOf, metricsOf } from './findings.ts'
import { History } from './history.ts'
import type { Sample } from './matches.ts'

interface Process {
  readonly service: string
  /** Its address: every replica has its own. */
  readonly instance: string
}

/** What a process said of the metrics that alerts read; undefined if it did not answer. */
export interface Look {
  readonly process: Process
  readonly samples: readonly Sample[] | undefined
}

/** Decides from looks at all processes which alerts fire. It does no input or output, and has no clock. */
export class Evaluator {
  /** What to ask of every process. */
  readonly metrics: readonly string[]
  readonly cases = new AlertCases()
  readonly #alerts: readonly Alert[]
  readonly #history: History

  constructor(alerts: readonly Alert[]) {
    const { names, keepMs } = metricsOf(alerts)
    this.metrics = names.filter((name) => name !== 'up')
    this.#alerts = alerts
    this.#history = new History(keepMs)
  }

  step(looks: readonly Look[], burns: Burns, nowMs: number): Change[] {
    for (const { process, samples } of looks) {
      // As in Prometheus, a job for each service.
      const target = { ...process, job: `inkling-${process.service}` }
      this.#history.add(target, [{ name: 'up', labels: {}, value: samples ? 1 : 0 }], nowMs)
      if (samples) this.#history.add({ ...process }, samples, nowMs)
      else this.#history.miss({ ...process })
    }
    this.#history.trim(nowMs)
    const evidence = { history: this.#history, burns, nowMs }
    return this.cases.step(
      this.#alerts.map((alert) => [alert, findingsOf(alert, evidence)] as const),
      nowMs,
    )
  }
}
