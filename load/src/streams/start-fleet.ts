import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Tells a fleet to connect. */
export interface FleetOrder {
  readonly url: string
  readonly key: string
  readonly connections: number
  readonly perSecond: number
  /** The first so many also follow a user of their own. */
  readonly withOwnUser: number
}

/** `restart` counts gaps and failures from zero, before the gateway restarts. */
export type FleetRequest = FleetOrder | 'report' | 'take' | 'rankings' | 'restart'

/** Times are milliseconds since 1970. */
export interface FleetReport {
  readonly gaps: number
  /** Streams that are open and follow their topics. */
  readonly subscribed: number
  /** When the first stream was closed, and when the last one followed its topics; 0 before. */
  readonly closedAtMs: number
  readonly subscribedAtMs: number
  /** Of the process of the clients, so far. */
  readonly cpuMicros: number
  readonly failures: Readonly<Record<string, number>>
}

interface Taken {
  readonly connectMs: readonly number[]
  readonly arrivals: readonly number[]
}

export type Fleet = ReturnType<typeof startFleet>

/** Starts the clients in a process of their own. */
export function startFleet() {
  const child = fork(fileURLToPath(new URL('./fleet.ts', import.meta.url)), { serialization: 'advanced' })
  const ask = async (question: 'report' | 'take' | 'rankings') => {
    const answer = once(child, 'message')
    child.send(question)
    return (await answer)[0]
  }
  const report = (): Promise<FleetReport> => ask('report')
  return {
    report,
    take: (): Promise<Taken> => ask('take'),
    /** What each client was told last of what all follow. */
    rankings: (): Promise<readonly string[]> => ask('rankings'),
    tell: (message: FleetOrder | 'restart') => void child.send(message),
    /** Waits until a report fulfils this, or for so long. */
    async until(isReached: (report: FleetReport) => boolean, withinMs: number): Promise<FleetReport> {
      const endMs = Date.now() + withinMs
      for (;;) {
        const seen = await report()
        if (isReached(seen) || Date.now() > endMs) return seen
        await delay(200)
      }
    },
    end: () => void child.kill(),
  }
}
