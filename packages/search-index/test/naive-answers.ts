import type { SearchDocument } from '../src/index.ts'

/** A filter as a value, from which its source text is made. */
export type FilterExpression =
  | { readonly field: string; readonly op: string; readonly literals: readonly (string | number | boolean)[] }
  | { readonly not: FilterExpression }
  | { readonly and: boolean; readonly parts: readonly FilterExpression[] }

/** The filter in the grammar of `parseFilter`. */
export function sourceOf(condition: FilterExpression): string {
  if ('not' in condition) return `not (${sourceOf(condition.not)})`
  if ('parts' in condition) return `(${condition.parts.map(sourceOf).join(condition.and ? ' and ' : ' or ')})`
  const literals = condition.literals.map((each) => JSON.stringify(each))
  return `${condition.field} ${condition.op} ${condition.op === 'in' ? `[${literals}]` : literals}`
}

/** Whether a document passes, evaluated naively. */
export function holds(condition: FilterExpression, item: SearchDocument): boolean {
  if ('not' in condition) return !holds(condition.not, item)
  if ('parts' in condition) return condition.parts[condition.and ? 'every' : 'some']((part) => holds(part, item))
  const actual = fieldOf(item, condition.field)
  const values: readonly unknown[] = Array.isArray(actual) ? actual : [actual]
  const [literal = ''] = condition.literals
  const isOrdered = (test: (value: string | number, limit: string | number) => boolean) =>
    values.some((each) => typeof each === typeof literal && test(each as number, literal as number))
  switch (condition.op) {
    case '<':
      return isOrdered((a, b) => a < b)
    case '<=':
      return isOrdered((a, b) => a <= b)
    case '>':
      return isOrdered((a, b) => a > b)
    case '>=':
      return isOrdered((a, b) => a >= b)
    case '!=':
      return !values.includes(literal)
    default:
      return condition.literals.some((each) => values.includes(each))
  }
}

function fieldOf(item: SearchDocument, field: string): unknown {
  return field.split('.').reduce<unknown>((at, name) => {
    const isRecord = typeof at === 'object' && at !== null && !Array.isArray(at)
    return isRecord && Object.hasOwn(at, name) ? (at as Record<string, unknown>)[name] : undefined
  }, item)
}

/** Counts the values of a field. */
export function countsOf(items: readonly SearchDocument[], field: string): Map<unknown, number> {
  const counts = new Map<unknown, number>()
  for (const item of items) {
    const value = fieldOf(item, field)
    for (const each of new Set(Array.isArray(value) ? value : [value]))
      if (['string', 'number', 'boolean'].includes(typeof each)) counts.set(each, (counts.get(each) ?? 0) + 1)
  }
  return counts
}

const kinds = ['number', 'string', 'boolean']
/** A sort key that compares as the index sorts; undefined without a sortable value. */
function keyOf(item: SearchDocument, field: string): [number, number | string] | undefined {
  const value = fieldOf(item, field)
  if (!kinds.includes(typeof value)) return undefined
  const isExact = ['id', 'url', 'createdAt', 'updatedAt'].includes(field)
  const text = isExact ? String(value) : String(value).normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return [kinds.indexOf(typeof value), typeof value === 'string' ? text.slice(0, 256) : Number(value)]
}

/** Ids by a field, 1 ascending, -1 descending. */
export function inOrder(items: readonly SearchDocument[], field: string, sign: number): string[] {
  const by = (a: SearchDocument, b: SearchDocument): number => {
    const [left, right] = [keyOf(a, field), keyOf(b, field)]
    if (!left || !right) return Number(!left) - Number(!right)
    return sign * (left[0] - right[0] || (left[1] === right[1] ? 0 : left[1] < right[1] ? -1 : 1))
  }
  return items.toSorted((a, b) => by(a, b) || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
}
