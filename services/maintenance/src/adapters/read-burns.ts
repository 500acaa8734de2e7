import { type Database, ofAllTenants, readServiceWindows } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { burnRateOf, complianceOf, slos } from '@inkling/telemetry'
import type { Window } from '@inkling/telemetry/alerts'
import { type Burn, type Burns, windowMinutes } from '../domain/alerts/findings.ts'

const timeoutMs = 2_000
/** Long windows change slowly, and are many rows. */
const groups = [
  { windows: ['5m', '30m', '1h'], everyMs: 10_000 },
  { windows: ['6h', '3d'], everyMs: 5 * 60_000 },
] as const

/**
 * Returns what reads the burn of all objectives. While Postgres cannot be read, the last burn holds: what burned
 * before an outage does not end with it.
 */
export function createReadBurns(database: Pick<Database, 'platform'>, now: () => number): () => Promise<Burns> {
  const burns: Record<string, Partial<Record<Window, Burn>>> = {}
  const readAtMs = new Map<object, number>()

  async function read(windows: readonly Window[]) {
    const reader = ofAllTenants(database, new Deadline(timeoutMs))
    const minutes = windows.map((window) => windowMinutes[window])
    const counts = await readServiceWindows(reader, minutes)
    for (const slo of slos)
      for (const window of windows) {
        const own = counts.filter((count) => count.minutes === windowMinutes[window])
        const compliance = complianceOf(slo, own)
        const burn = { rate: burnRateOf(slo, compliance), bad: compliance.total - compliance.good }
        burns[slo.name] = { ...burns[slo.name], [window]: burn }
      }
  }

  return async () => {
    for (const group of groups) {
      const nowMs = now()
      if (nowMs - (readAtMs.get(group) ?? -group.everyMs) < group.everyMs) continue
      await read(group.windows).then(
        () => readAtMs.set(group, nowMs),
        () => {},
      )
    }
    return burns
  }
}
