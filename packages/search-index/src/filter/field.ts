import type { ColumnField } from '../columns/column.ts'
import type { AttributeValue, SearchDocument } from '../document.ts'

export interface Field extends ColumnField {
  /** Decides which values it can be compared with: tags have no order, an attribute can hold any value. */
  readonly type: 'string' | 'tags' | 'attribute'
}

const allFields: ReadonlyMap<string, Field> = new Map(
  [
    stringField('id', ({ id }) => id),
    stringField('kind', ({ kind }) => kind),
    stringField('title', ({ title }) => title),
    stringField('url', ({ url }) => url),
    stringField('createdAt', ({ createdAt }) => createdAt),
    stringField('updatedAt', ({ updatedAt }) => updatedAt),
    { name: 'tags', type: 'tags' as const, read: ({ tags }: SearchDocument) => tags },
  ].map((field) => [field.name, field]),
)
const attributePrefix = 'attributes.'

function stringField(name: string, read: (document: SearchDocument) => string | undefined): Field {
  return { name, type: 'string', read }
}

/** A field by its name in a filter; `attributes.a.b` reads b inside a. */
export function fieldNamed(name: string): Field | undefined {
  if (!name.startsWith(attributePrefix)) return allFields.get(name)
  const path = name.slice(attributePrefix.length).split('.')
  if (path.includes('')) return undefined
  return { name, type: 'attribute', read: ({ attributes }) => valueAt(attributes, path) }
}

function valueAt(attributes: AttributeValue | undefined, path: readonly string[]): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>((value, name) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined
    return (value as Record<string, AttributeValue>)[name]
  }, attributes)
}
