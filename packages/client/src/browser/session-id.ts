const name = 'inkling-session'

let ownId: string | undefined

/** One id per tab, as long as it lives; where storage is shut, as long as the page does. */
export function sessionId(): string {
  try {
    sessionStorage[name] ||= newId()
    return sessionStorage[name]
  } catch {
    ownId ||= newId()
    return ownId
  }
}

/** Pages that are not secure contexts have no randomUUID. */
const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`
