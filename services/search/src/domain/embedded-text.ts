import { createHash } from 'node:crypto'
import { normalisedQuery } from './normalised-query.ts'

/** Most models read 512 tokens, and some reject more: only the beginning of a longer text is embedded. */
export const maxEmbeddedCharacters = 2_000

interface EmbeddedItem {
  readonly title: string
  readonly tags: readonly string[]
  readonly text: string | null
}

/** The text of an item that is embedded. */
export const itemText = ({ title, tags, text }: EmbeddedItem): string =>
  [title, tags.join(', '), text ?? '']
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, maxEmbeddedCharacters)
    .toWellFormed()

/** The text of a query that is embedded. Queries that differ only in case, width and spaces have the same text. */
export const queryText = (query: string): string => normalisedQuery(query, maxEmbeddedCharacters)

/** Tells whether a text has changed since it was embedded: 32 bytes. */
export const textDigest = (text: string): Buffer => createHash('sha256').update(text).digest()
