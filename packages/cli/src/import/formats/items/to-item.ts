import type { ItemLine } from '@inkling/contracts'
import type { Notes } from '../../converter.ts'
import type { SkipReason } from '../../skip-reasons.ts'
import { isTooLong } from '../../to-event.ts'
import { firstWords } from './first-words.ts'

/** The fields of an item as read from a file. An empty text means that the field is absent. */
export interface ItemFields {
  readonly id: string
  readonly title: string
  readonly text?: string
  /** A text holds several tags, separated by `|`, `;` or `,`. */
  readonly tags?: string | readonly string[]
  readonly kind?: string
  readonly url?: string
  readonly attributes?: Readonly<Record<string, string | number>>
}

/** The contract's limit. */
const maxTags = 64

/** Converts these fields to an item, or returns why it cannot. */
export function toItem(fields: ItemFields, notes: Notes): ItemLine | SkipReason {
  const { id, text = '', kind = '', url = '', attributes = {} } = fields
  if (id === '') return 'noItem'
  if (isTooLong(id)) return 'longId'
  const given = fields.title.trim()
  const title = given || firstWords(text)
  if (title === '') return 'noText'
  if (given === '') notes.note('items without a title got the first words of their text as title')
  const all = tagsOf(fields.tags ?? '')
  if (all.length > maxTags) notes.note(`only the first ${maxTags} tags of an item are kept`)
  const tags = all.slice(0, maxTags)
  return {
    id,
    title,
    ...(text !== '' && { text }),
    ...(kind !== '' && { kind }),
    ...(tags.length > 0 && { tags }),
    ...(url !== '' && { url }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
  }
}

/** Tags of a text or a list, without repetitions. */
export function tagsOf(tags: string | readonly string[]): string[] {
  const all = typeof tags === 'string' ? tags.split(tags.includes('|') ? '|' : /[,;]/) : tags
  return [...new Set(all.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
}
