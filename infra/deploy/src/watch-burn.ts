/** How fast each objective with new answers uses its error budget, by its name. */
export type BurnRates = Readonly<Record<string, number>>

export interface Watch {
  /** Throws if the burn rates cannot be read. */
  readonly read: () => Promise<BurnRates>
  readonly sleep: (ms: number) => Promise<unknown>
  readonly everyMs: number
  readonly looks: number
  /** A burn rate from here on is too fast. */
  readonly maxBurn: number
  readonly report: (line: string) => void
}

/** One high value may be one unlucky request; the windows of burn rates last for minutes, so a real one stays. */
const burnsInARow = 2
const failuresInARow = 3

/** Watches a new version. Returns why it is to be rolled back, or undefined if it may stay. */
export async function watchBurn({ read, sleep, everyMs, looks, maxBurn, report }: Watch): Promise<string | undefined> {
  let burns = 0
  let failures = 0
  let answered = false
  for (let look = 0; look < looks; look++) {
    await sleep(everyMs)
    const rates = await read().catch((error: unknown) => {
      report(`the burn rates cannot be read: ${error instanceof Error ? error.message : String(error)}`)
      return undefined
    })
    failures = rates ? 0 : failures + 1
    if (failures === failuresInARow) return `the burn rates could not be read ${failures} times in a row`
    if (!rates) continue
    const [name, rate] = Object.entries(rates).sort(([, a], [, b]) => b - a)[0] ?? ['', 0]
    answered ||= name !== ''
    report(name ? `highest burn rate: ${rate.toFixed(2)} of ${name}` : 'no answers yet')
    burns = rate >= maxBurn ? burns + 1 : 0
    if (burns === burnsInARow) return `${name} uses its error budget ${rate.toFixed(1)} times too fast`
  }
  return answered ? undefined : 'it answered no request, so nothing is known of it'
}
