/** Milliseconds of processor time, all threads together, that the work takes. Says more than the clock where others use the machine too. */
export function processorTime<Result>(work: () => Result): { readonly result: Result; readonly millis: number } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { result, millis: (user + system) / 1000 }
}
