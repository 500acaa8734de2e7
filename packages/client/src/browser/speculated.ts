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
}

const name = 'inkling-rules'

/** Stores a rule set for the page that this tab opens next. */
export function rememberRules(text: string): void {
  try {
    sessionStorage[name] = text
  } catch {}
}

/**
 * Returns the receipt of the prediction because of which the browser loaded this page before the user opened it;
 * undefined if it did not, or not because of the rules of the page before. @throws if no rule set is stored.
 */
export function usedReceipt(): string | undefined {
  const [navigation] = performance.getEntriesByType('navigation') as SpeculatedNavigation[]
  if (!navigation?.activationStart && navigation?.deliveryType !== 'navigational-prefetch') return undefined
  const { tag, prefetch, prerender }: RuleSet = JSON.parse(sessionStorage[name])
  const [address] = location.href.split('#')
  const urls = [...prefetch, ...prerender].flatMap((rule) => rule.urls)
  return urls.some((url) => new URL(url, address).href === address) ? tag : undefined
}
