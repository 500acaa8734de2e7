import { createClient } from '@inkling/client'
import type { Alert } from '@inkling/contracts'
import type { Finding } from '../game-day.ts'
import type { Stage } from '../stage.ts'

const pollMs = 1_000
/** The goal for critical alerts. */
const withinSeconds = 60

interface Seen {
  readonly alert: Alert
  readonly afterMs: number
}

/** Reads /alerts every second, as an engineer on call would see them, until it is stopped. */
export class AlertWatch {
  readonly #read: () => Promise<readonly Alert[]>
  readonly #startMs = performance.now()
  /** The first sight of each alert that fires, by its id. Symptoms are listed with their causes. */
  readonly #seen = new Map<string, Seen>()
  readonly #timer: NodeJS.Timeout

  constructor({ stack }: Stage) {
    const client = createClient({ url: stack.url, apiKey: stack.adminKey })
    this.#read = async () => (await client.listAlerts({ query: { state: 'firing' } })).data
    this.#timer = setInterval(() => void this.#look().catch(() => {}), pollMs)
  }

  async #look(): Promise<void> {
    for (const alert of await this.#read())
      if (!this.#seen.has(alert.id)) this.#seen.set(alert.id, { alert, afterMs: performance.now() - this.#startMs })
  }

  /** Ends it. @param expected the alert that tells what was done, by its name */
  judge(expected: string): readonly Finding[] {
    clearInterval(this.#timer)
    // What is only for information happens on good days, too.
    const seen = [...this.#seen.values()].filter(({ alert }) => alert.severity !== 'info')
    const right = seen.find(({ alert }) => alert.name === expected)
    const isCritical = right?.alert.severity === 'critical'
    const pages = seen.filter(({ alert }) => alert.severity === 'critical')
    return [
      {
        what: `the alert ${expected} fires${isCritical ? ` within ${withinSeconds} s` : ''}`,
        holds: right !== undefined && (!isCritical || right.afterMs <= withinSeconds * 1_000),
        seen: right ? told(right) : listed(seen),
      },
      { what: 'the first alert names the cause', holds: seen[0]?.alert.name === expected, seen: listed(seen) },
      { what: 'at most one alert pages', holds: pages.length <= 1, seen: listed(pages) },
    ]
  }
}

const told = ({ alert, afterMs }: Seen) => `${alert.name} "${alert.title}" after ${(afterMs / 1_000).toFixed(0)} s`
const listed = (seen: readonly Seen[]) => seen.map(({ alert }) => alert.name).join(', ') || 'none'
