import type { Row } from '../../to-event.ts'
import { eventColumns } from '../columns.ts'
import type { FormatOptions } from '../format.ts'
import { mapColumns } from '../map-columns.ts'
import { type JsonObject, textOf } from './json-line.ts'

/** The names of each field in the objects of a file, in order of preference. */
export type EventFields = Readonly<Record<keyof Row, readonly string[]>>

const usual: EventFields = {
  item: ['itemId', 'item_id'],
  session: ['sessionId', 'session_id'],
  user: ['userId', 'user_id'],
  time: ['occurredAt', 'timestamp'],
  type: ['type'],
  value: ['value'],
}

/** Finds the fields of events in the first objects of a file: usual names, `--columns` and those of other tools. */
export function findEventFields(objects: readonly JsonObject[], given: FormatOptions['columns'] = {}): EventFields {
  const names = [...new Set(objects.flatMap(Object.keys))]
  const { columns } = mapColumns(names, eventColumns, given)
  const find = (field: keyof Row): readonly string[] => {
    const column = columns[field]
    const found = column === undefined ? [] : [names[column] ?? '']
    return given[field] === undefined ? [...new Set([...usual[field], ...found])] : found
  }
  return {
    item: find('item'),
    session: find('session'),
    user: find('user'),
    time: find('time'),
    type: find('type'),
    value: find('value'),
  }
}

/** The fields of an object that a CSV can have too. */
export function eventRow(object: JsonObject, fields: EventFields): Row {
  const time = first(object, fields.time)
  return {
    session: textOf(first(object, fields.session)),
    user: textOf(first(object, fields.user)),
    item: textOf(first(object, fields.item)),
    time: time == null ? undefined : textOf(time),
    type: textOf(first(object, fields.type)),
    value: textOf(first(object, fields.value)),
  }
}

function first(object: JsonObject, names: readonly string[]): unknown {
  for (const name of names) if (object[name] != null) return object[name]
  return undefined
}
