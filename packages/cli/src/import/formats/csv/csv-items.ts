import type { ItemLine } from '@inkling/contracts'
import { type ItemField, itemColumns } from '../columns.ts'
import type { FormatOptions, Reading, Sample } from '../format.ts'
import { toItem } from '../items/to-item.ts'
import { type ColumnMap, describeColumns, mapColumns, plainName } from '../map-columns.ts'
import { CsvRows } from './csv-rows.ts'
import { describeTable, type Table } from './table.ts'

/** The columns of items; undefined if there is no id, or neither a title nor a text. */
export function itemColumnsOf(
  names: readonly string[],
  given: FormatOptions['columns'],
): ColumnMap<ItemField> | undefined {
  const map = mapColumns(names, itemColumns, given?.item && !given.id ? { ...given, id: given.item } : given)
  const { id, title, text } = map.columns
  return id !== undefined && (title !== undefined || text !== undefined) ? map : undefined
}

/** Reads a table as items. */
export function csvItems(
  source: Sample,
  _options: FormatOptions,
  { table, map, dialect = dialectOf(table.names) }: { table: Table; map: ColumnMap<ItemField>; dialect?: string },
): Reading {
  const notes = map.ignored.length > 0 ? [`columns ignored: ${map.ignored.join(', ')}`] : []
  const { id = -1, title = -1, text = -1, tags = -1, kind = -1, url = -1 } = map.columns
  let previous = ''
  const rows = new CsvRows<ItemLine>(
    table,
    (fields, _line, output) => {
      const at = (column: number) => fields[column]?.trim() ?? ''
      // Shopify writes a product's further variants and pictures as rows without a title.
      if (at(id) === previous && at(title) === '' && at(text) === '') return 'variant'
      previous = at(id)
      const item = { id: at(id), title: at(title), text: at(text), tags: at(tags), kind: at(kind), url: at(url) }
      return toItem(item, output)
    },
    notes,
    source.foreign,
  )
  return {
    kind: 'items',
    name: dialect ? `csv items (${dialect})` : 'csv items',
    mapping: [...describeTable(table), ...describeColumns(table.names, map.columns)],
    converter: rows,
  }
}

function dialectOf(names: readonly string[]): string | undefined {
  const plain = new Set(names.map(plainName))
  if (plain.has('handle') && plain.has('bodyhtml')) return 'Shopify'
  if (plain.has('movieid') && plain.has('genres')) return 'MovieLens'
  return plain.has('sku') && plain.has('regularprice') ? 'WooCommerce' : undefined
}
