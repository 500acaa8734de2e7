import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

/** User and system CPU time of a process so far, in microseconds (Linux, proc(5)). */
export function cpuMicros(pid: number): number {
  const fields = statOf(pid)
  // A process that has ended has no fields.
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1e6) / ticksPerSecond
}

/** CPU time of a process and its children, such as Postgres and its backends, with those that have ended. */
export const familyCpuMicros = (pid: number): number =>
  familyOf(pid).reduce((sum, member) => sum + cpuMicros(member), endedChildrenMicros(pid))

/** CPU time of the children that have ended, and of theirs. */
function endedChildrenMicros(pid: number): number {
  const fields = statOf(pid)
  return ((Number(fields[13]) + Number(fields[14])) * 1e6) / ticksPerSecond
}

export interface Memory {
  /** Resident set size: counts shared pages in full. */
  readonly rssBytes: number
  /** Proportional set size: divides a shared page among its processes, so that sums over processes are true. */
  readonly pssBytes: number
}

export function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const field = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)
  return { rssBytes: field('Rss'), pssBytes: field('Pss') }
}

/** A process and its children. */
export function familyOf(pid: number): number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statOf(Number(name))[1] === String(pid))
  return [pid, ...children.map(Number)]
}

/** The fields of /proc/PID/stat from the state on; empty if the process has ended. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
