export interface BodyContents {
  readonly lines: number
  /** The ids of items, users and sessions, each once. */
  readonly ids: ReadonlySet<string>
}

const idFields = ['itemId', 'userId', 'sessionId'] as const

/** The lines of the body of a bulk call: one object, an array, or NDJSON. A line that is not JSON is undefined. */
export function bodyLines(contentType: string | undefined, body: Buffer): readonly unknown[] {
  const text = body.toString().replace(/^\uFEFF/, '')
  const isNdjson = contentType?.toLowerCase().startsWith('application/x-ndjson') ?? false
  const value = isNdjson
    ? text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map(parsed)
    : parsed(text)
  return Array.isArray(value) ? value : [value]
}

/** What these lines bring. One that is not an object has no ids; the service reports its fault. */
export function bodyContents(contentType: string | undefined, body: Buffer): BodyContents {
  const lines = bodyLines(contentType, body)
  const ids = new Set<string>()
  for (const line of lines) {
    if (typeof line !== 'object' || line === null) continue
    for (const field of idFields) {
      const id = (line as Record<string, unknown>)[field]
      if (typeof id === 'string') ids.add(`${field} ${id}`)
    }
  }
  return { lines: lines.length, ids }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
