import { type ColumnField, isValue, type ValueTest } from '../columns/column.ts'
import type { Columns } from '../columns/columns.ts'
import type { Filter } from './filter.ts'

/** What is asked of documents. `some`: the value of a field, or an element of its list, passes; a missing value does not. */
export type Condition =
  | { readonly op: 'some'; readonly field: ColumnField; readonly test: ValueTest }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] }

/** The condition as a test of documents. */
export function onDocuments(condition: Condition): Filter {
  return compiled(condition, (field, test) => (document) => {
    const value = field.read(document)
    return Array.isArray(value)
      ? value.some((element) => isValue(element) && test(element))
      : isValue(value) && test(value)
  })
}

/** The same as a test of slots, until the next change of a document. */
export function onSlots(condition: Condition, columns: Columns): (slot: number) => boolean {
  return compiled(condition, (field, test) => columns.of(field).test(test))
}

type Leaf<At> = (field: ColumnField, test: ValueTest) => (at: At) => boolean

function compiled<At>(condition: Condition, leaf: Leaf<At>): (at: At) => boolean {
  if (condition.op === 'some') return leaf(condition.field, condition.test)
  if (condition.op === 'not') {
    const inner = compiled(condition.of, leaf)
    return (at) => !inner(at)
  }
  const parts = condition.of.map((part) => compiled(part, leaf))
  const decides = condition.op === 'or'
  return (at) => {
    for (const part of parts) if (part(at) === decides) return decides
    return !decides
  }
}
