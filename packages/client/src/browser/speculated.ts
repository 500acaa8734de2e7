/** The shape of SpeculationRules in contracts, which cannot be imported here because they need the types of Node. */
interface RuleSet {
  readonly tag?: string
  readonly prefetch: readonly Rule[]
  readonly prerender: readonly Rule[]
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
 * Returns what became of the rule that named this page: the browser loaded it before the user opened it (used), or the
 * page is an error (failed), which a browser also gets when it loads the page early. Undefined if it is neither, or if
 * the rules of the page before did not name it. @throws if no rule set is stored.
 */
export function outcomeOfRule(): object | undefined {
  const isUsed = navigation()?.activationStart || navigation()?.deliveryType === 'navigational-prefetch'
  if (!isUsed && !isErrorPage()) return undefined
  const { tag, prefetch, prerender }: RuleSet = JSON.parse(sessionStorage[name])
  const [address] = location.href.split('#')
  const urls = [...prefetch, ...prerender].flatMap((rule) => rule.urls)
  const isNamed = tag && urls.some((url) => new URL(url, address).href === address)
  return isNamed ? { receiptId: tag, signal: isErrorPage() ? 'prefetchFailed' : 'prefetchUsed' } : undefined
}
