import type { Tags } from '../context.ts'
import { type MetricType, record, registerMetric } from '../samples.ts'

/** https://grafana.com/docs/k6/latest/javascript-api/k6-metrics/ */
class Metric {
  readonly name: string

  constructor(type: MetricType, name: string, isTime = false) {
    registerMetric(name, { type, contains: isTime ? 'time' : 'default' })
    this.name = name
  }

  add(value: number | boolean, tags?: Tags): void {
    const number = Number(value)
    if (Number.isNaN(number)) throw new Error(`A value of the metric "${this.name}" must be a number, got ${value}.`)
    record(this.name, number, tags)
  }
}

export class Counter extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('counter', name, isTime)
  }
}

export class Gauge extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('gauge', name, isTime)
  }
}

export class Rate extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('rate', name, isTime)
  }
}

export class Trend extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('trend', name, isTime)
  }
}
