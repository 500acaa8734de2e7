import type { ItemLine } from '@inkling/contracts'
import { CliError } from '../../../cli-error.ts'
import type { Converter } from '../../converter.ts'
import { detectTimeUnit } from '../../time.ts'
import type { Format, FormatOptions, Reading, Sample } from '../format.ts'
import { itemDialects } from '../items/item-dialects.ts'
import { plainItems } from '../items/plain-items.ts'
import { plainName } from '../map-columns.ts'
import { eventRow, findEventFields } from './event-fields.ts'
import { type JsonObject, parseJsonLine } from './json-line.ts'
import { firstObjects, JsonValues } from './json-values.ts'
import { NdjsonEvents } from './ndjson-events.ts'
import { NdjsonItems } from './ndjson-items.ts'

const maxObjectsSampled = 1000

/** JSON objects, one per line, in an array or spread over lines: events or items. */
export const jsonFormat: Format = {
  recognise(source, options) {
    if (!/^\s*[{[]/.test(source.sample.find((line) => line.trim() !== '') ?? '')) return undefined
    const { texts, layout } = firstObjects(source.sample)
    const objects = texts
      .slice(0, maxObjectsSampled)
      .map(parseJsonLine)
      .filter((object) => object !== undefined)
    const reading = eventsOf(source, options, { objects, layout }) ?? itemsOf(options, { objects, layout })
    if (reading) checkFields(source, options, objects)
    return reading
  },
}

/** @throws CliError if `--columns` names a field that no object of the sample has */
function checkFields({ name }: Sample, { columns = {} }: FormatOptions, objects: readonly JsonObject[]): void {
  const present = [...new Set(objects.flatMap(Object.keys))]
  const plain = new Set(present.map(plainName))
  const absent = Object.values(columns).find((field) => !plain.has(plainName(field)))
  if (absent === undefined) return
  const shown = present.slice(0, maxFieldsShown).join(', ')
  throw new CliError(`${name} has no field ${absent}, which --columns names. Its fields are ${shown}.`)
}

const maxFieldsShown = 30

interface Objects {
  readonly objects: readonly JsonObject[]
  readonly layout: ReturnType<typeof firstObjects>['layout']
}

function eventsOf(source: Sample, options: FormatOptions, { objects, layout }: Objects): Reading | undefined {
  if (options.content === 'items') return undefined
  const fields = findEventFields(objects, options.columns)
  const [first] = objects
  if (!first || !(options.content === 'events' || isEvent(first, options))) return undefined
  const times = objects.flatMap((object) => eventRow(object, fields).time ?? [])
  const context = { ...options, digest: source.digest, unit: detectTimeUnit(times) }
  const present = new Set(objects.flatMap(Object.keys))
  return {
    kind: 'events',
    name: `${nameOf(layout)} events`,
    mapping: Object.entries(fields).flatMap(([field, names]) => {
      const found = names.filter((name) => present.has(name))
      return found.length > 0 ? [`${field} ← ${found.join(' or ')}`] : []
    }),
    isTimed: times.length > 0,
    converter: spread(new NdjsonEvents(context, fields), layout),
  }
}

/** An object with an item's id of an event is one, even if its visitor is missing: the report says so. */
function isEvent(object: JsonObject, { columns }: FormatOptions): boolean {
  if ('itemId' in object || 'item_id' in object) return true
  const { item, session, user } = findEventFields([object], columns)
  const has = (names: readonly string[]) => names.some((name) => object[name] != null)
  return has(item) && (has(session) || has(user))
}

function itemsOf({ content, columns }: FormatOptions, { objects, layout }: Objects): Reading | undefined {
  if (content === 'events') return undefined
  const [first] = objects
  const known = first && !columns ? itemDialects.find(({ matches }) => matches(first)) : undefined
  const dialect = known ?? plainItems(objects, columns, content === 'items')
  if (!dialect) return undefined
  return {
    kind: 'items',
    name: dialect.name === '' ? `${nameOf(layout)} items` : `${nameOf(layout)} items (${dialect.name})`,
    mapping: dialect.mapping,
    converter: spread<ItemLine>(new NdjsonItems(dialect), layout),
  }
}

const spread = <T extends object>(converter: Converter<T>, layout: Objects['layout']) =>
  layout === 'lines' ? converter : new JsonValues(converter, layout === 'wrapped')

const nameOf = (layout: Objects['layout']) => (layout === 'lines' ? 'ndjson' : 'json')
