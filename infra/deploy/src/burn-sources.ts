import { createClient } from '@inkling/client'
import { slos } from '@inkling/telemetry'
import { burnRate } from '../../monitoring/src/expressions.ts'
import type { BurnRates } from './watch-burn.ts'

const timeoutMs = 5_000

/**
 * Burn rates of five minutes that Prometheus computes for some processes alone.
 * @param matcher which ones, such as `track="canary"`
 */
export function fromPrometheus(url: string, matcher: string): () => Promise<BurnRates> {
  return async () => {
    const rates = await Promise.all(
      slos.map(async (slo) => [slo.name, await query(url, burnRate(slo, '5m', matcher))] as const),
    )
    // Without an answer in the window there is no sample, or its value is NaN.
    return Object.fromEntries(rates.filter(([, rate]) => Number.isFinite(rate)))
  }
}

async function query(url: string, expression: string): Promise<number> {
  const asked = new URL('/api/v1/query', url)
  asked.searchParams.set('query', expression)
  const response = await fetch(asked, { signal: AbortSignal.timeout(timeoutMs) })
  if (!response.ok) throw new Error(`Prometheus answered ${response.status} to ${expression}`)
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } }
  return Number(data.result[0]?.value[1] ?? Number.NaN)
}

/** Burn rates of five minutes of the whole installation, of the objectives that got answers since the last look. */
export function fromSla(url: string, apiKey: string): () => Promise<BurnRates> {
  const client = createClient({ url, apiKey })
  const totals = new Map<string, number>()
  return async () => {
    const { objectives } = await client.getSla({}, { signal: AbortSignal.timeout(timeoutMs) })
    const grown = objectives.filter(({ name, total }) => total > (totals.get(name) ?? Number.POSITIVE_INFINITY))
    for (const { name, total } of objectives) totals.set(name, total)
    return Object.fromEntries(grown.map(({ name, burnRates }) => [name, burnRates['5m']]))
  }
}
