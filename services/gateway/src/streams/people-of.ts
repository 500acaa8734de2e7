/** The ids in a body, each as it stands in JSON. */
const ids = /"(userId|sessionId)"\s*:\s*"((?:[^"\\]|\\.){1,1024})"/g
const kinds = { userId: 'user', sessionId: 'session' } as const
const mostPeople = 2_000

/**
 * The users and sessions that the events of a body name, as `user:ada`. It does not parse the body: a field of that
 * name elsewhere in it names somebody whose answers are then read in vain.
 */
export function peopleOf(body: Buffer): string[] {
  const people = new Set<string>()
  for (const [, field, text = ''] of body.toString().matchAll(ids)) {
    const id = text.includes('\\') ? unescaped(text) : text
    if (id !== undefined) people.add(`${kinds[field as keyof typeof kinds]}:${id}`)
    if (people.size >= mostPeople) break
  }
  return [...people]
}

function unescaped(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`)
  } catch {
    return undefined
  }
}
