import { loadLevelNames } from '@inkling/contracts'
import {
  type LoadLevelName,
  LoadLevelTracker,
  PressureGauge,
  policySensor,
  processSensors,
  type Sample,
  type Sensor,
} from '@inkling/resilience'
import { type Logger, loadMetrics } from '@inkling/telemetry'

export interface LoadMonitorOptions {
  readonly logger: Logger
  /** Default: the resources that every process has. */
  readonly sensors?: readonly Sensor[]
  /** The level that always holds; `auto` follows the pressure. */
  readonly level?: LoadLevelName | 'auto'
  readonly metrics?: ReturnType<typeof loadMetrics>
  readonly now?: () => number
}

/** A process that is not heard of for so long has no pressure that is known. */
const heardForMs = 2_000

/** Knows how hard this process works, and those that it calls, and which load level follows from it. */
export class LoadMonitor {
  readonly #options: LoadMonitorOptions
  readonly #now: () => number
  readonly #metrics: ReturnType<typeof loadMetrics>
  readonly #gauge: PressureGauge
  readonly #tracker = new LoadLevelTracker()
  readonly #heard = new Map<string, { readonly pressure: number; readonly atMs: number }>()
  #measured: LoadLevelName = 'normal'
  #level: LoadLevelName
  #forced: LoadLevelName | undefined
  #inFlight = 0
  #onLevel: () => void = () => {}

  constructor(options: LoadMonitorOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#metrics = options.metrics ?? loadMetrics()
    this.#gauge = new PressureGauge(options.sensors ?? [...processSensors(() => this.#inFlight), policySensor()])
    this.#level = this.#effective
    this.#metrics.level.set(loadLevelNames.indexOf(this.#level))
  }

  get level(): LoadLevelName {
    return this.#level
  }

  /** The level that an operator or the configuration has set, whatever the pressure is. */
  get forced(): LoadLevelName | undefined {
    const { level = 'auto' } = this.#options
    return this.#forced ?? (level === 'auto' ? undefined : level)
  }

  /** The highest of this process and those that it calls, over the last second. */
  get pressure(): number {
    let highest = this.#gauge.latest.pressure
    for (const { pressure, atMs } of this.#heard.values())
      if (pressure > highest && this.#isRecent(atMs)) highest = pressure
    return highest
  }

  get latest(): Sample {
    const heard = [...this.#heard].filter(([, { atMs }]) => this.#isRecent(atMs))
    const readings = {
      ...this.#gauge.latest.readings,
      ...Object.fromEntries(heard.map(([name, { pressure }]) => [name, pressure])),
    }
    return { pressure: this.pressure, readings }
  }

  start(onSample: (sample: Sample) => void = () => {}): void {
    this.#gauge.start(() => {
      const sample = this.latest
      for (const [resource, reading] of Object.entries(sample.readings))
        this.#metrics.pressure.set({ resource }, reading)
      this.#measured = this.#tracker.update(sample.pressure, this.#now())
      this.#settle(sample)
      onSample(sample)
    })
  }

  stop(): void {
    this.#gauge.stop()
  }

  /** Calls `listener` whenever the level changes, or whether it is forced. There is one listener. */
  onLevel(listener: () => void): void {
    this.#onLevel = listener
  }

  /** A request is under way until {@link LoadMonitor.end}. */
  begin(): void {
    this.#inFlight++
  }

  end(): void {
    this.#inFlight--
  }

  /** Takes the pressure that another process told with its answer. */
  hear(name: string, pressure: number): void {
    this.#heard.set(name, { pressure, atMs: this.#now() })
  }

  /** Sets the level whatever the pressure is; undefined follows the pressure again. */
  force(level: LoadLevelName | undefined): void {
    if (level === this.#forced) return
    this.#forced = level
    this.#settle(this.latest)
    this.#onLevel()
  }

  #isRecent(atMs: number): boolean {
    return this.#now() - atMs <= heardForMs
  }

  get #effective(): LoadLevelName {
    return this.forced ?? this.#measured
  }

  #settle({ pressure, readings }: Sample): void {
    const before = this.#level
    this.#level = this.#effective
    if (this.#level === before) return
    this.#metrics.level.set(loadLevelNames.indexOf(this.#level))
    this.#metrics.changes.inc({ level: this.#level })
    const facts = { loadLevel: this.#level, before, pressure, readings, forced: this.forced !== undefined }
    this.#options.logger.warn(facts, 'load level changed')
    this.#onLevel()
  }
}
