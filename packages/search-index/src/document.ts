export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [name: string]: AttributeValue }

/** A document of the index. Title, tags and text are searched; every field but text can be filtered on. */
export interface SearchDocument {
  readonly id: string
  readonly title: string
  readonly text?: string | undefined
  readonly kind?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly attributes?: { readonly [name: string]: AttributeValue } | undefined
  readonly url?: string | undefined
  /** ISO 8601 in UTC, so that the order of the text is the order in time. */
  readonly createdAt?: string | undefined
  readonly updatedAt?: string | undefined
}

const latin1 = /^[\0-\xff]*$/
/** The header and the reference of a string, number, list or object. */
const perValue = 20

/** Memory that the document takes, estimated. */
export function documentBytes(document: SearchDocument): number {
  return valueBytes(document)
}

/** V8 stores Latin-1 text in one byte per character, other text in two. */
function valueBytes(value: unknown): number {
  if (typeof value === 'string') return perValue + (latin1.test(value) ? value.length : 2 * value.length)
  if (typeof value !== 'object' || value === null) return perValue
  return Object.values(value).reduce<number>((sum, inner) => sum + valueBytes(inner), perValue)
}
