import type { AttributeValue } from '../document.ts'

export type Literal = string | number | boolean
type Test = (actual: AttributeValue | undefined) => boolean

/** Whether the value is one of the literals. A list is when one of its elements is. */
export function isOneOf(literals: readonly Literal[]): Test {
  const wanted: ReadonlySet<unknown> = new Set(literals)
  return (actual) => someValue(actual, (value) => wanted.has(value))
}

const ORDERS: ReadonlyMap<string, (a: string | number, b: string | number) => boolean> = new Map([
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
])

/** The test for `=`, `!=` or an order. Numbers and strings are ordered among their own; strings by code unit, as ISO dates need. */
export function compareWith(operator: string, literal: Literal): Test {
  const isOrdered = ORDERS.get(operator)
  if (isOrdered === undefined || typeof literal === 'boolean') {
    const equals = isOneOf([literal])
    return operator === '!=' ? (actual) => !equals(actual) : equals
  }
  return (actual) => someValue(actual, (value) => isSameType(value, literal) && isOrdered(value, literal))
}

function isSameType(value: AttributeValue, literal: string | number): value is string | number {
  return typeof value === typeof literal
}

function someValue(actual: AttributeValue | undefined, test: (value: AttributeValue) => boolean): boolean {
  if (actual === undefined) return false
  return isList(actual) ? actual.some(test) : test(actual)
}

const isList = (value: AttributeValue): value is readonly AttributeValue[] => Array.isArray(value)
