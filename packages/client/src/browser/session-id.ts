const name = 'inkling-session'

let ownId: string | undefined

/** An id per tab. If the page has no storage, the id is of the page only. */
export function sessionId(): string {
  try {
    sessionStorage[name] ||= newId()
    return sessionStorage[name]
  } catch {
    ownId ||= newId()
    return ownId
  }
}

/** `randomUUID` exists in secure contexts only. */
const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`
