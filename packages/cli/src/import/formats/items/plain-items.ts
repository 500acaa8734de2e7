import type { ItemLine } from '@inkling/contracts'
import { type ItemField, itemColumns } from '../columns.ts'
import type { FormatOptions } from '../format.ts'
import { type JsonObject, textOf } from '../json/json-line.ts'
import { describeColumns, mapColumns } from '../map-columns.ts'
import type { ItemDialect } from './item-dialect.ts'
import { textsOf } from './json-texts.ts'

/** Fields that have no other form than that of `POST /items`. */
const kept = ['attributes', 'sizeBytes', 'expiresAt'] as const

/**
 * Items with the field names of `POST /items`, of `--columns`, or of other tools. Undefined if the objects have no id,
 * or neither a title nor a text.
 */
export function plainItems(
  objects: readonly JsonObject[],
  given: FormatOptions['columns'],
  isAsked: boolean,
): ItemDialect | undefined {
  const names = [...new Set([...objects.flatMap(Object.keys), ...(isAsked ? ['id', 'title'] : [])])]
  const { columns } = mapColumns(names, itemColumns, given?.item && !given.id ? { ...given, id: given.item } : given)
  if (columns.id === undefined || (columns.title === undefined && columns.text === undefined)) return undefined
  const nameOf = (field: ItemField) => names[columns[field] ?? -1] ?? field
  const used = new Set<string>([...kept, ...(Object.keys(itemColumns) as ItemField[]).map(nameOf)])
  const at = (object: JsonObject, field: ItemField) => textOf(object[nameOf(field)])
  return {
    name: '',
    matches: () => true,
    mapping: describeColumns(names, columns),
    read: (object) => ({
      used,
      kept: keptOf(object),
      fields: {
        id: at(object, 'id'),
        title: at(object, 'title'),
        text: textsOrText(object[nameOf('text')]),
        tags: tagsIn(object[nameOf('tags')]),
        kind: at(object, 'kind'),
        url: at(object, 'url'),
      },
    }),
  }
}

const textsOrText = (value: unknown) => (Array.isArray(value) ? textsOf(value).join('\n') : textOf(value))
const tagsIn = (value: unknown) => (typeof value === 'string' ? value : textsOf(value))

function keptOf(object: JsonObject): Partial<ItemLine> {
  return Object.fromEntries(kept.filter((name) => object[name] != null).map((name) => [name, object[name]]))
}
