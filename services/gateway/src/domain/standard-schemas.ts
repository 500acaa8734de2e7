const anyTextButNul: [string, string] = ['pattern', '^[^\\u0000]*$']
/** What JSON Schema has instead of the formats of the contract. The descriptions say the rest. */
const formats: Readonly<Record<string, [string, string]>> = {
  'storable-time': ['format', 'date-time'],
  'storable-text': anyTextButNul,
  'opaque-id': anyTextButNul,
  'web-origin': ['pattern', String.raw`^(\*|https?://[^\s/?#@*]+)$`],
}
/** These hold values, not schemas. */
const values = ['example', 'examples', 'default', 'enum', 'const']

/**
 * Returns a copy of an OpenAPI document in which all schemas are plain JSON Schema 2020-12, as OpenAPI 3.1 wants them:
 * with standard formats and tuples.
 */
export function standardSchemas(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(standardSchemas)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).flatMap(([name, value]) => standard(name, value)))
}

function standard(name: string, value: unknown): [string, unknown][] {
  if (values.includes(name)) return [[name, value]]
  const format = name === 'format' && typeof value === 'string' ? formats[value] : undefined
  if (format) return [format]
  if (name === 'items' && Array.isArray(value)) return tuple(value.map(standardSchemas))
  if (name === 'additionalItems') return []
  return [[name, standardSchemas(value)]]
}

/** A tuple of equal members is a list of that length, which more tools understand. */
function tuple(members: unknown[]): [string, unknown][] {
  const [first] = members
  const isUniform = members.every((member) => JSON.stringify(member) === JSON.stringify(first))
  if (!isUniform)
    return [
      ['prefixItems', members],
      ['items', false],
    ]
  return [
    ['items', first],
    ['minItems', members.length],
    ['maxItems', members.length],
  ]
}
