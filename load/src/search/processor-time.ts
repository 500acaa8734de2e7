/**
 * CPU time of the work in milliseconds, over all threads. Other programs on the machine affect it less than elapsed
 * time.
 */
export function processorTime<Result>(work: () => Result): { readonly result: Result; readonly millis: number } {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  return { result, millis: (user + system) / 1000 }
}
