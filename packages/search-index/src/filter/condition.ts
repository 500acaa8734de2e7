import { type ColumnField, isValue, type Value, type ValueTest } from '../columns/column.ts'
import type { Columns } from '../columns/columns.ts'
import type { SearchDocument } from '../document.ts'
import type { Field } from './field.ts'

/** Whether a document may be among the results. */
export type Filter = (document: SearchDocument) => boolean

/**
 * A condition on documents. `some` holds if the value of a field, or an element of its list, passes the test; a missing
 * value does not pass.
 */
export type Condition =
  | { readonly op: 'some'; readonly field: ColumnField; readonly test: ValueTest }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'and' | 'or'; readonly of: readonly Condition[] }

/** Compiles a condition to a test of documents. */
export function onDocuments(condition: Condition): Filter {
  return compiled(condition, (field, test) => (document) => {
    const value = field.read(document)
    return Array.isArray(value)
      ? value.some((element) => isValue(element) && test(element))
      : isValue(value) && test(value)
  })
}

/** Compiles a condition to a test of slots. Valid until a document changes. */
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

const orders: ReadonlyMap<string, (a: string | number, b: string | number) => boolean> = new Map([
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
])

/** Holds if the value of the field is one of these. */
export function isOneOf(field: Field, literals: readonly Value[]): Condition {
  const wanted = new Set(literals)
  return { op: 'some', field, test: (value) => wanted.has(value) }
}

/**
 * `=`, `!=` or an order. Only values of the literal's type are ordered; strings by code unit, which suits ISO dates.
 */
export function compareWith(field: Field, operator: string, literal: Value): Condition {
  const isOrdered = orders.get(operator)
  if (isOrdered !== undefined && typeof literal !== 'boolean') {
    return { op: 'some', field, test: orderTest(isOrdered, literal) }
  }
  const equals = isOneOf(field, [literal])
  return operator === '!=' ? { op: 'not', of: equals } : equals
}

function orderTest(
  isOrdered: (a: string | number, b: string | number) => boolean,
  literal: string | number,
): ValueTest {
  const type = typeof literal
  return (value) => typeof value === type && isOrdered(value as string | number, literal)
}
