/** One resource of the process. */
export interface Sensor {
  readonly name: string
  /** How much of it is in use: 0 none, 1 all, above 1 more than there is. Called once for each sample. */
  read(): number
}

export interface Sample {
  /** The highest reading. */
  readonly pressure: number
  readonly readings: Readonly<Record<string, number>>
}

/** Samples that are averaged. Two high ones in a row count at once; one, such as a pause of the collector, does not. */
const averaged = 4
export const sampleEveryMs = 250

/** How hard the process has to work: the resource that is nearest to its limit, over the last second. */
export class PressureGauge {
  readonly #sensors: readonly Sensor[]
  readonly #recent = new Map<string, number[]>()
  #timer: NodeJS.Timeout | undefined
  #latest: Sample = { pressure: 0, readings: {} }

  constructor(sensors: readonly Sensor[]) {
    this.#sensors = sensors
  }

  get latest(): Sample {
    return this.#latest
  }

  /** Reads every sensor now. */
  sample(): Sample {
    const readings = Object.fromEntries(this.#sensors.map((sensor) => [sensor.name, this.#smoothed(sensor)]))
    this.#latest = { pressure: Math.max(0, ...Object.values(readings)), readings }
    return this.#latest
  }

  /** Samples four times a second, until {@link PressureGauge.stop}. It does not keep the process alive. */
  start(onSample: (sample: Sample) => void = () => {}): void {
    this.#timer ??= setInterval(() => onSample(this.sample()), sampleEveryMs).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #smoothed({ name, read }: Sensor): number {
    const recent = this.#recent.get(name) ?? Array<number>(averaged).fill(0)
    this.#recent.set(name, recent)
    const reading = read()
    recent.shift()
    recent.push(Number.isFinite(reading) ? reading : 0)
    const mean = recent.reduce((sum, one) => sum + one, 0) / averaged
    return Math.max(mean, Math.min(...recent.slice(-2)))
  }
}
