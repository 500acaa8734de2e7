import { cpus } from 'node:os'
import { cpuMicros, familyCpuMicros, memoryOf } from '../process-usage.ts'

/** Processes that are watched together, by name; a family includes the children, as of Postgres. */
export type Watched = Readonly<Record<string, { readonly pids: () => readonly number[]; readonly isFamily?: boolean }>>

export interface Usage {
  /** From 0. */
  readonly second: number
  /** Seconds of processor time per second, by name; `machine` is all that runs on it. */
  readonly cores: Readonly<Record<string, number>>
  /** Proportional memory in MB, each fifth second: a page that processes share is divided among them. */
  readonly memoryMb: Readonly<Record<string, number>>
}

const everyMs = 1_000
const memoryEvery = 5

/** Reads what processes use each second between start and stop (Linux). */
export function sampleProcesses(watched: Watched): { readonly usage: Usage[]; start(): void; stop(): void } {
  const usage: Usage[] = []
  const entries = Object.entries(watched)
  const read = () => {
    const micros: Record<string, number> = { machine: machineMicros() }
    for (const [name, one] of entries) micros[name] = microsOf(one)
    return { atMs: performance.now(), micros }
  }
  let before = read()
  let timer: NodeJS.Timeout | undefined
  const sample = () => {
    const now = read()
    const perSecond = 1e3 * (now.atMs - before.atMs)
    const cores = Object.entries(now.micros).map(([name, micros]) => {
      // A process that ended, or that another one replaced, has less than before.
      return [name, Math.max(0, micros - (before.micros[name] ?? micros)) / perSecond] as const
    })
    const isDue = usage.length % memoryEvery === 0
    const memoryMb = isDue ? Object.fromEntries(entries.map(([name, one]) => [name, memoryMbOf(one)])) : {}
    usage.push({ second: usage.length, cores: Object.fromEntries(cores), memoryMb })
    before = now
  }
  const start = () => {
    before = read()
    timer = setInterval(sample, everyMs)
  }
  return { usage, start, stop: () => clearInterval(timer) }
}

const microsOf = ({ pids, isFamily = false }: Watched[string]) =>
  sum(pids().map((pid) => (isFamily ? familyCpuMicros(pid) : cpuMicros(pid)) || 0))

/** Memory of the processes themselves, without Postgres' backends. */
const memoryMbOf = ({ pids }: Watched[string]) => Math.round(sum(pids().map((pid) => pssOf(pid))) / 1e6)

function pssOf(pid: number): number {
  try {
    return memoryOf(pid).pssBytes
  } catch {
    return 0
  }
}

const machineMicros = () => 1e3 * sum(cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq))

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
