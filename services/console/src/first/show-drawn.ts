import { allows, type Session } from './session.ts'

/**
 * Shows what the HTML holds of a page, once it is known who looks at it: the navigation and the page without its
 * answers. It waits for no library. Without a session it stays unseen, and the form for the key comes with the rest.
 *
 * @param hasView whether the address names a certain view of the page; the HTML holds the first one only
 */
export function showDrawn(session: Session | null, hasView: boolean): void {
  const root = document.querySelector<HTMLElement>('#root[data-drawn]')
  if (!root || !session) return
  for (const link of root.querySelectorAll<HTMLElement>('[data-scopes]'))
    if (!allows(session, scopesOf(link))) link.remove()
  for (const tenant of root.querySelectorAll('.account-tenant')) tenant.textContent = session.tenantId
  for (const page of root.querySelectorAll('.drawn'))
    if (hasView || !allows(session, scopesOf(root))) page.replaceChildren()
  delete root.dataset.drawn
}

const scopesOf = ({ dataset: { scopes = '' } }: HTMLElement) => scopes.split(' ')
