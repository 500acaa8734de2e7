import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals'

/** A Web Vital. The value is in ms; that of CLS has no unit. */
export interface Vital {
  readonly name: Metric['name']
  readonly value: number
}

/** Measures the page that is open, and calls `send` with what is known each time it is hidden or left. */
export function measureVitals(send: (vitals: readonly Vital[]) => void): void {
  let waiting: Vital[] = []
  const note = ({ name, value }: Metric) => void waiting.push({ name, value })
  for (const on of [onCLS, onFCP, onINP, onLCP, onTTFB]) on(note)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') return
    const vitals = waiting.filter(({ value }) => Number.isFinite(value))
    waiting = []
    if (vitals.length > 0) send(vitals)
  })
}
