/** The shape of SpeculationRules in contracts, which cannot be imported here because they need the types of Node. */
interface RuleSet {
  readonly tag?: string
  readonly prefetch: readonly Rule[]
  readonly prerender: readonly Rule[]
  /** The item of each address. */
  readonly items?: Readonly<Record<string, string>>
}

interface Rule {
  readonly urls: readonly string[]
}

interface SpeculatedNavigation extends PerformanceNavigationTiming {
  readonly deliveryType?: string
  readonly activationStart?: number
  readonly responseStatus: number
}

const name = 'inkling-rules'

/** Stores a rule set for the page that this tab opens next. */
export function rememberRules(text: string): void {
  try {
    sessionStorage[name] = text
  } catch {}
}

const navigation = () => performance.getEntriesByType('navigation')[0] as SpeculatedNavigation | undefined

/** Whether this page is an error, such as 404. No one wanted to view it. */
export const isErrorPage = () => Number(navigation()?.responseStatus) >= 400

/**
 * Returns what became of each page that the rules of the page before named. Of the page that is open: the browser
 * loaded it before the user opened it (used), or it is an error (failed), which a browser also gets when it loads the
 * page early. A browser that knows rules has loaded the others in vain (wasted). @throws if no rule set is stored.
 */
export function outcomesOfRules(itemId: string): object[] {
  const isUsed = navigation()?.activationStart || navigation()?.deliveryType === 'navigational-prefetch'
  const isWasted = HTMLScriptElement.supports?.('speculationrules')
  const { tag, prefetch, prerender, items = {} }: RuleSet = JSON.parse(sessionStorage[name])
  const [address] = location.href.split('#')
  const outcomes = [...prefetch, ...prerender].flatMap(({ urls }) =>
    urls.map((url) =>
      new URL(url, address).href === address
        ? { itemId, signal: isErrorPage() ? 'prefetchFailed' : isUsed && 'prefetchUsed' }
        : { itemId: items[url], signal: isWasted && 'prefetchWasted' },
    ),
  )
  return outcomes.filter((one) => tag && one.itemId && one.signal).map((one) => ({ receiptId: tag, ...one }))
}
