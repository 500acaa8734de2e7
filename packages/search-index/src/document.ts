export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [name: string]: AttributeValue }

/** What can be found. Title, tags and text are searched; every field but text can be filtered on. */
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
