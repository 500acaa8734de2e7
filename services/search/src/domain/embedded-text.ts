import { createHash } from 'node:crypto'
import { normalisedQuery } from './normalised-query.ts'

/** Most models read 512 tokens, some refuse more; of a longer text the beginning is embedded. */
export const maxEmbeddedCharacters = 2_000

interface EmbeddedItem {
  readonly title: string
  readonly tags: readonly string[]
  readonly text: string | null
}

/** What of an item is embedded. */
export const itemText = ({ title, tags, text }: EmbeddedItem): string =>
  [title, tags.join(', '), text ?? '']
    .filter((part) => part !== '')
    .join('\n')
    .slice(0, maxEmbeddedCharacters)
    .toWellFormed()

/** What of a query is embedded; the same for queries that differ in case, width and spaces alone. */
export const queryText = (query: string): string => normalisedQuery(query, maxEmbeddedCharacters)

/** Tells whether a text has changed since it was embedded: 32 bytes. */
export const textDigest = (text: string): Buffer => createHash('sha256').update(text).digest()
