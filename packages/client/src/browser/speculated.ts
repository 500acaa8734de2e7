/** SpeculationRules of the contracts, which need the types of Node. */
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

/** Keeps a rule set for the page that this tab opens next. */
export function rememberRules(text: string): void {
  try {
    sessionStorage[name] = text
  } catch {}
}

/**
 * The receipt of the prediction for which this page was loaded before it was asked for; undefined where it was not, or not by the rules of
 * the page before. @throws where nothing is remembered.
 */
export function usedReceipt(): string | undefined {
  const [navigation] = performance.getEntriesByType('navigation') as SpeculatedNavigation[]
  if (!navigation?.activationStart && navigation?.deliveryType !== 'navigational-prefetch') return undefined
  const { tag, prefetch, prerender }: RuleSet = JSON.parse(sessionStorage[name])
  const [address] = location.href.split('#')
  const urls = [...prefetch, ...prerender].flatMap((rule) => rule.urls)
  return urls.some((url) => new URL(url, address).href === address) ? tag : undefined
}
