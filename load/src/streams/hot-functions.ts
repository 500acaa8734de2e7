import { basename } from 'node:path'

interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

/** A `.cpuprofile` of V8. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

export interface HotFunction {
  readonly name: string
  /** Of the time that the process was not idle, 0 to 1: in the function itself, without what it calls. */
  readonly share: number
}

/** The functions that took most of the time, and the share of the recorded time that was not idle. */
export function hotFunctions({ nodes, samples, timeDeltas }: CpuProfile, count: number) {
  const nameById = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const micros = new Map<string, number>()
  for (const [at, id] of samples.entries()) {
    const name = nameById.get(id) ?? ''
    micros.set(name, (micros.get(name) ?? 0) + (timeDeltas[at] ?? 0))
  }
  const all = [...micros.values()].reduce((a, b) => a + b, 0)
  micros.delete('(idle)')
  const busy = [...micros.values()].reduce((a, b) => a + b, 0)
  const byTime = [...micros].toSorted(([, a], [, b]) => b - a).slice(0, count)
  return { busy: busy / all, functions: byTime.map(([name, of]): HotFunction => ({ name, share: of / busy })) }
}

const nameOf = ({ functionName, url, lineNumber }: ProfileNode['callFrame']) =>
  url === '' ? functionName : `${functionName || 'anonymous'} (${basename(url)}:${lineNumber + 1})`
