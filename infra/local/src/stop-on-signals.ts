import type { Teardown } from './stack/teardown.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** One Ctrl-C may arrive twice: from the terminal, and from npx or pnpm. */
const sameSignalMs = 500

/** At the first signal, stops everything in order and exits with code 0. A second signal exits at once. */
export function stopOnSignals(teardown: Teardown, announce: (line: string) => void): void {
  let stoppingSinceMs: number | undefined
  const onSignal = () => {
    if (stoppingSinceMs === undefined) {
      stoppingSinceMs = performance.now()
      announce('\nStopping. Ctrl-C again to stop at once.')
      void teardown.run().then(() => process.exit(0))
    } else if (performance.now() - stoppingSinceMs > sameSignalMs) {
      // The lifelines stop the servers that still run.
      process.exit(1)
    }
  }
  for (const signal of signals) process.on(signal, onSignal)
}
