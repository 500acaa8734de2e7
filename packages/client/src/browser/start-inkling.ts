import { fetchRules, followSession, isRefused, sendOutcomes, sendView, sendVitals } from './ask-gateway.ts'
import { currentItem } from './current-item.ts'
import { onNavigation } from './on-navigation.ts'
import type { SnippetOptions } from './snippet-options.ts'
import { isErrorPage, outcomesOfRules, rememberRules } from './speculated.ts'

interface SpeculatingDocument extends Document {
  readonly prerendering?: boolean
}

interface SavingNavigator extends Navigator {
  readonly connection?: { readonly saveData?: boolean }
}

/**
 * Records a view of every page that the user sees, and gives the browser rules to load the pages that will probably be
 * next. A prerendered page counts when it is shown. A page that was loaded because of Inkling's rules is recorded as
 * used, the other pages that they named as wasted, and an error page that they named as failed; an error page is no
 * view. If the user refuses consent, nothing is recorded or stored. It throws no error into the page, whatever the
 * browser or the network lacks.
 */
export function startInkling(options: SnippetOptions): void {
  let rules: HTMLScriptElement | undefined
  let seen: string | undefined
  /** The item of a page that is an error. */
  let missing: string | undefined

  const item = () => options.item || currentItem()

  async function creditPrediction(): Promise<void> {
    const outcomes = outcomesOfRules(item())
    if (outcomes.length > 0 && !isRefused(options)) await sendOutcomes(options, outcomes)
  }

  async function view(): Promise<void> {
    const itemId = item()
    if (itemId === seen) return
    seen = itemId
    const token = itemId === missing || isRefused(options) ? null : await sendView(options, itemId)
    await refresh(itemId, token)
  }

  async function refresh(itemId: string, token: string | null): Promise<void> {
    const text = (navigator as SavingNavigator).connection?.saveData ? '' : await fetchRules(options, itemId, token)
    // The user may have opened another page while the rules were fetched.
    if (seen === itemId) replace(text)
  }

  /** The first message says what the page knows. A browser without server-sent events follows nothing. */
  async function follow(): Promise<void> {
    let isFirst = true
    followSession(options, () => {
      if (!isFirst) refresh(item(), null).catch(() => {})
      isFirst = false
    })
  }

  /** Replaces the element, because a browser reads a rule set only when its element is added to the document. */
  function replace(text: string): void {
    if (!isRefused(options)) rememberRules(text)
    rules?.remove()
    rules = document.createElement('script')
    rules.type = 'speculationrules'
    rules.textContent = text
    if (text) document.head.append(rules)
  }

  const look = () => void view().catch(() => {})
  const lookAgain = () => {
    seen = undefined
    look()
  }
  const begin = () => {
    if (isErrorPage()) missing = item()
    creditPrediction().catch(() => {})
    look()
    onNavigation(look, lookAgain)
    if (options.live !== undefined && !isRefused(options)) follow().catch(() => {})
    if (options.vitals !== undefined && !isRefused(options)) sendVitals(options).catch(() => {})
  }
  if ((document as SpeculatingDocument).prerendering)
    document.addEventListener('prerenderingchange', begin, { once: true })
  else begin()
}
