/** Says on stderr what begins now, how long the process has run by the clock and by its processor time, and what it holds: a run that is killed has told where it was. */
export function announce(phase: string): void {
  const { user, system } = process.cpuUsage()
  const times = `${process.uptime().toFixed(0)} s, ${((user + system) / 1e6).toFixed(0)} s of processor time`
  console.error(`${phase}: after ${times}, ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB resident`)
}
