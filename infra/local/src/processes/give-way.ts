import { getPriority, setPriority } from 'node:os'

/** Only root can take a lower priority back. */
const canTakeBack = process.getuid?.() === 0
/** As `nice` counts: a higher number is a lower priority. */
const [less, least] = [10, 19]

/** A process that starts, and so uses a whole processor, leaves it to those that serve. */
export const giveWay = (pid: number | undefined): void => set(pid, Math.min(least, getPriority() + less))

/** From now on it has as much of the processors as this process. */
export const takePart = (pid: number | undefined): void => set(pid, getPriority())

function set(pid: number | undefined, priority: number): void {
  if (pid === undefined || !canTakeBack) return
  try {
    setPriority(pid, priority)
  } catch {
    // It has ended.
  }
}
