import { getPriority, setPriority } from 'node:os'
import type { Stack } from '@inkling/local'
import { familyOf } from '../process-usage.ts'

/** As nice(2) has it: a process with 10 more gets about a tenth of the CPU time of another that wants it, too. */
const niceness = 10

/**
 * Clients have machines of their own. On one machine this process, which sends, goes before the stack; or what is
 * measured is how late it is.
 */
export function goFirst({ services, postgres, cacheRedis, queueRedis }: Stack): void {
  if (isSet(process.pid, getPriority() - niceness)) return
  // Only root may go before others. Anyone may let its own processes go after.
  for (const { pid } of [...Object.values(services), postgres, cacheRedis, queueRedis])
    for (const member of familyOf(pid ?? 0)) isSet(member, niceness)
}

function isSet(pid: number, priority: number): boolean {
  try {
    setPriority(pid, priority)
    return true
  } catch {
    return false
  }
}
