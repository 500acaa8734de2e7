/** The JSON Schema formats that replace formats of the contract; undefined if only the description can explain. */
const formats: Readonly<Record<string, string | undefined>> = {
  'storable-time': 'date-time',
  'storable-text': undefined,
  'opaque-id': undefined,
}
/** These hold values, not schemas. */
const values = ['example', 'examples', 'default', 'enum', 'const']

/**
 * Returns a copy of an OpenAPI document in which all schemas are plain JSON Schema 2020-12, as OpenAPI 3.1 wants them:
 * with standard formats, and with `prefixItems` for tuples.
 */
export function standardSchemas(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(standardSchemas)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).flatMap(([name, value]) => standard(name, value)))
}

function standard(name: string, value: unknown): [string, unknown][] {
  if (values.includes(name)) return [[name, value]]
  if (name === 'format' && typeof value === 'string' && value in formats)
    return formats[value] ? [[name, formats[value]]] : []
  if (name === 'items' && Array.isArray(value))
    return [
      ['prefixItems', value.map(standardSchemas)],
      ['items', false],
    ]
  if (name === 'additionalItems') return []
  return [[name, standardSchemas(value)]]
}
