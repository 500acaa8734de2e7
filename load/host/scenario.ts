import { parseDuration, type Stage } from './schedule.ts'

interface Common {
  readonly name: string
  readonly executor: string
  /** The exported function that it runs. */
  readonly exec: string
  readonly startMs: number
  readonly gracefulStopMs: number
  readonly tags: Readonly<Record<string, string>>
}

/** Iterations start at a rate, in number per ms. */
export interface OpenModel extends Common {
  readonly model: 'open'
  readonly start: number
  readonly stages: readonly Stage[]
  readonly maxVus: number
}

/** Virtual users that iterate one time after the other. */
export interface ClosedModel extends Common {
  readonly model: 'closed'
  readonly start: number
  readonly stages: readonly Stage[]
  readonly gracefulRampDownMs: number
}

/** Each virtual user iterates so many times. */
export interface PerVu extends Common {
  readonly model: 'per-vu'
  readonly vus: number
  readonly iterations: number
  readonly maxDurationMs: number
}

export type Scenario = OpenModel | ClosedModel | PerVu

/** How many virtual users it has at most. */
export function mostVus(scenario: Scenario): number {
  if (scenario.model === 'open') return scenario.maxVus
  if (scenario.model === 'per-vu') return scenario.vus
  return Math.max(scenario.start, ...scenario.stages.map(({ target }) => target))
}

/** Options of k6 by executor, with k6's defaults. https://grafana.com/docs/k6/latest/using-k6/scenarios/executors/ */
const executors: Readonly<Record<string, (common: Common, read: Reader) => Scenario>> = {
  'constant-arrival-rate'(common, read) {
    const rate = read.number('rate') / read.duration('timeUnit', '1s')
    const stages = [{ durationMs: read.duration('duration'), target: rate }]
    return { ...common, model: 'open', start: rate, stages, maxVus: maxVusOf(read) }
  },
  'ramping-arrival-rate'(common, read) {
    const unitMs = read.duration('timeUnit', '1s')
    const stages = read.stages().map(({ durationMs, target }) => ({ durationMs, target: target / unitMs }))
    return { ...common, model: 'open', start: read.number('startRate', 0) / unitMs, stages, maxVus: maxVusOf(read) }
  },
  'constant-vus'(common, read) {
    const vus = read.number('vus', 1)
    const stages = [{ durationMs: read.duration('duration'), target: vus }]
    return { ...common, model: 'closed', start: vus, stages, gracefulRampDownMs: 0 }
  },
  'ramping-vus'(common, read) {
    const gracefulRampDownMs = read.duration('gracefulRampDown', '30s')
    return { ...common, model: 'closed', start: read.number('startVUs', 1), stages: read.stages(), gracefulRampDownMs }
  },
  'per-vu-iterations'(common, read) {
    const iterations = read.number('iterations', 1)
    const maxDurationMs = read.duration('maxDuration', '10m')
    return { ...common, model: 'per-vu', vus: read.number('vus', 1), iterations, maxDurationMs }
  },
}

const maxVusOf = (read: Reader): number => {
  const preAllocated = read.number('preAllocatedVUs')
  return read.number('maxVUs', preAllocated)
}

/** Reads the scenarios of a script's options. Throws if one has an option that the host does not know. */
export function readScenarios(scenarios: unknown): Scenario[] {
  const entries = Object.entries((scenarios ?? {}) as Record<string, Record<string, unknown>>)
  if (entries.length === 0) throw new Error('options.scenarios must have at least one scenario.')
  return entries.map(([name, given]) => {
    const read = new Reader(name, given)
    const executor = read.text('executor')
    const build = executors[executor]
    if (!build) throw read.error('executor', `one of ${Object.keys(executors).join(', ')}`, executor)
    const common = {
      name,
      executor,
      exec: read.text('exec', 'default'),
      startMs: read.duration('startTime', '0s'),
      gracefulStopMs: read.duration('gracefulStop', '30s'),
      tags: read.tags(),
    }
    const scenario = build(common, read)
    read.refuseOthers()
    return scenario
  })
}

/** Reads the options of a scenario, and knows which ones nobody read. */
class Reader {
  readonly #name: string
  readonly #given: Record<string, unknown>

  constructor(name: string, given: Readonly<Record<string, unknown>>) {
    this.#name = name
    this.#given = { ...given }
  }

  text(option: string, otherwise?: string): string {
    const value = this.#take(option) ?? otherwise
    if (typeof value !== 'string') throw this.error(option, 'text', value)
    return value
  }

  number(option: string, otherwise?: number): number {
    const value = this.#take(option) ?? otherwise
    if (typeof value !== 'number' || !(value >= 0)) throw this.error(option, 'a number from 0', value)
    return value
  }

  duration(option: string, otherwise?: string): number {
    return parseDuration(this.text(option, otherwise))
  }

  stages(): Stage[] {
    const value = this.#take('stages')
    if (!Array.isArray(value) || value.length === 0) throw this.error('stages', 'a list with at least one stage', value)
    return value.map(({ duration, target }) => ({ durationMs: parseDuration(duration), target }))
  }

  tags(): Record<string, string> {
    return { ...((this.#take('tags') ?? {}) as Record<string, string>) }
  }

  refuseOthers(): void {
    const [option] = Object.keys(this.#given)
    if (option !== undefined) throw this.error(option, 'absent: the host does not know it', this.#given[option])
  }

  error(option: string, expected: string, value: unknown): Error {
    return new Error(`options.scenarios.${this.#name}.${option} must be ${expected}, got ${JSON.stringify(value)}.`)
  }

  #take(option: string): unknown {
    const value = this.#given[option]
    delete this.#given[option]
    return value
  }
}
