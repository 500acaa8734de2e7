import type { Value, ValueTest } from '../columns/column.ts'
import type { Condition } from './condition.ts'
import type { Field } from './field.ts'

const ORDERS: ReadonlyMap<string, (a: string | number, b: string | number) => boolean> = new Map([
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
])

/** The value of the field is one of these. */
export function isOneOf(field: Field, literals: readonly Value[]): Condition {
  const wanted = new Set(literals)
  return { op: 'some', field, test: (value) => wanted.has(value) }
}

/** `=`, `!=` or an order. Numbers and strings are ordered among their own; strings by code unit, as ISO dates need. */
export function compareWith(field: Field, operator: string, literal: Value): Condition {
  const isOrdered = ORDERS.get(operator)
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
