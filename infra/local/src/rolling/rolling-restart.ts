import type { Supervised } from '../processes/unit.ts'

/**
 * Starts processes again, one after another, each when the one before is ready. A process that stops says so first and
 * ends its requests; meanwhile others of its service answer. It stops at the first that does not become ready, so that
 * the others go on as they are.
 * @param onStep told the name of each process before it is stopped
 * @throws StartError of the process that did not become ready
 */
export async function rollingRestart(
  processes: readonly Pick<Supervised, 'name' | 'start' | 'stop'>[],
  onStep: (name: string) => Promise<void> = async () => {},
): Promise<void> {
  for (const each of processes) {
    await onStep(each.name)
    await each.stop()
    await each.start()
  }
}
