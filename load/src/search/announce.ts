/**
 * Prints on stderr which phase begins, with elapsed time, CPU time and memory. If a run is killed, this shows where.
 */
export function announce(phase: string): void {
  const { user, system } = process.cpuUsage()
  const times = `${process.uptime().toFixed(0)} s, ${((user + system) / 1e6).toFixed(0)} s of CPU time`
  console.error(`${phase}: after ${times}, ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB resident`)
}
