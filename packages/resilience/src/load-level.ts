import { loadLevelNames, type Priority } from '@inkling/contracts/names'

export type LoadLevelName = (typeof loadLevelNames)[number]

/** What answers do without while the load is high. */
export type Step = 'timePatterns' | 'randomWalks' | 'textSimilarity' | 'prefetch'

export interface LoadLevel {
  readonly name: LoadLevelName
  /** The pressure from which on it holds; 1 is a resource that is used up. */
  readonly fromPressure: number
  /** The parts that step aside. An answer without them says so in `Degraded`. */
  readonly without: readonly Step[]
  /** The calls that are refused. */
  readonly refuses: readonly Priority[]
  /** The share of its limits that a tenant may use for other calls than critical ones. */
  readonly limits: number
}

const steps = ['timePatterns', 'textSimilarity', 'prefetch'] as const

export const loadLevels: Readonly<Record<LoadLevelName, LoadLevel>> = {
  normal: { name: 'normal', fromPressure: 0, without: [], refuses: [], limits: 1 },
  essential: { name: 'essential', fromPressure: 0.8, without: steps, refuses: [], limits: 0.8 },
  critical: {
    name: 'critical',
    fromPressure: 0.95,
    without: [...steps, 'randomWalks'],
    refuses: ['background', 'normal'],
    limits: 0.5,
  },
}

/** How long the pressure must have been lower before the level falls by one. */
const holdMs = 3_000
/** How far below the level's own threshold it must have been. */
const margin = 0.05

/** The level of load: it rises at once with the pressure, and falls one level at a time after three calmer seconds. */
export class LoadLevelTracker {
  #level: LoadLevelName = 'normal'
  #calmSinceMs: number | undefined

  /** Takes a measurement and returns the level that holds now. */
  update(pressure: number, nowMs: number): LoadLevelName {
    const reached = loadLevelNames.findLast((name) => pressure >= loadLevels[name].fromPressure) ?? 'normal'
    if (loadLevelNames.indexOf(reached) >= loadLevelNames.indexOf(this.#level)) this.#set(reached)
    else if (pressure >= loadLevels[this.#level].fromPressure - margin) this.#calmSinceMs = undefined
    else {
      this.#calmSinceMs ??= nowMs
      if (nowMs - this.#calmSinceMs >= holdMs) this.#set(loadLevelNames[loadLevelNames.indexOf(this.#level) - 1])
    }
    return this.#level
  }

  #set(level: LoadLevelName = 'normal'): void {
    this.#level = level
    this.#calmSinceMs = undefined
  }
}
