import type { AttributeValue, SearchDocument } from '../document.ts'

export interface Field {
  /** What it can be compared with: a tag list has no order, an attribute can hold anything. */
  readonly type: 'string' | 'tags' | 'attribute'
  read(document: SearchDocument): AttributeValue | undefined
}

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['id', { type: 'string', read: ({ id }) => id }],
  ['kind', { type: 'string', read: ({ kind }) => kind }],
  ['title', { type: 'string', read: ({ title }) => title }],
  ['url', { type: 'string', read: ({ url }) => url }],
  ['createdAt', { type: 'string', read: ({ createdAt }) => createdAt }],
  ['updatedAt', { type: 'string', read: ({ updatedAt }) => updatedAt }],
  ['tags', { type: 'tags', read: ({ tags }) => tags }],
])
const ATTRIBUTES = 'attributes.'

/** A field by its name in a filter; `attributes.a.b` reads b inside a. */
export function fieldNamed(name: string): Field | undefined {
  if (!name.startsWith(ATTRIBUTES)) return FIELDS.get(name)
  const path = name.slice(ATTRIBUTES.length).split('.')
  if (path.includes('')) return undefined
  return { type: 'attribute', read: ({ attributes }) => valueAt(attributes, path) }
}

function valueAt(attributes: AttributeValue | undefined, path: readonly string[]): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>((value, name) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined
    return (value as Record<string, AttributeValue>)[name]
  }, attributes)
}
