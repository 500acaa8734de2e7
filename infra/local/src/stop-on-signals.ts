import type { Teardown } from './stack/teardown.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** One Ctrl-C may arrive twice: from the terminal, and handed on by npx or pnpm. */
const sameSignalMs = 500

/** Stops everything in order at the first signal and ends with code 0; a second one ends at once. */
export function stopOnSignals(teardown: Teardown, announce: (line: string) => void): void {
  let stoppingSinceMs: number | undefined
  const onSignal = () => {
    if (stoppingSinceMs === undefined) {
      stoppingSinceMs = performance.now()
      announce('\nStopping. Ctrl-C again to stop at once.')
      void teardown.run().then(() => process.exit(0))
    } else if (performance.now() - stoppingSinceMs > sameSignalMs) {
      // The lifelines of what still runs bring it down.
      process.exit(1)
    }
  }
  for (const signal of signals) process.on(signal, onSignal)
}
