/** What counting an answer for service-level objectives costs the gateway, in ns, as `pnpm bench:slo-counts`. */
import { performance } from 'node:perf_hooks'
import { AnswerCounter } from '@inkling/service-kit'
import { sloClasses, sloMetrics } from '@inkling/telemetry'

const answers = 1_000_000
const rounds = 7
const tenants = Array.from({ length: 200 }, (_, n) => `tenant-${n}`)

const counter = new AnswerCounter({ store: async () => {}, onDropped: () => {} })
const { answers: metric } = sloMetrics()
const labels = { class: 'predict', outcome: 'ok' }

const variants: Readonly<Record<string, (n: number) => void>> = {
  'count per minute, tenant and class': (n) =>
    counter.add({
      tenantId: tenants[n % tenants.length] ?? '',
      class: sloClasses[n % sloClasses.length] ?? 'other',
      isError: n % 100 === 0,
      elapsedMs: n % 700,
    }),
  'histogram for Prometheus': (n) => metric.observe(labels, (n % 700) / 1_000),
}

const measured = new Map<string, number[]>()
for (let round = 0; round < rounds; round++)
  for (const [name, run] of Object.entries(variants)) {
    const beganMs = performance.now()
    for (let n = 0; n < answers; n++) run(n)
    const ns = ((performance.now() - beganMs) * 1e6) / answers
    measured.set(name, [...(measured.get(name) ?? []), ns])
  }
for (const [name, values] of measured) {
  const [median = 0] = values.toSorted((a, b) => a - b).slice(Math.floor(rounds / 2))
  console.log(`${name}: ${median.toFixed(0)} ns`)
}
