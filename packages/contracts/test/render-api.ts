import { basePath, type Call, calls, defaultMaxBodyBytes, Problem } from '../src/index.ts'

/** A JSON Schema, as far as limits go. */
interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema | readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly [keyword: string]: unknown
}

const schemaOf = (schema: unknown) => schema as Schema

const keywords = ['format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'] as const
const objectKeywords = ['uniqueItems', 'minProperties', 'maxProperties', 'additionalProperties', 'default'] as const

const limits = (schema: Schema): string =>
  [...keywords, ...objectKeywords]
    .flatMap((keyword) => (schema[keyword] === undefined ? [] : ` ${keyword}=${JSON.stringify(schema[keyword])}`))
    .join('')

/** One line for the schema and one for each schema inside it, each after the path to it. */
function linesOf(path: string, schema: Schema, isRequired = true): string[] {
  const { properties = {}, patternProperties = {}, required = [], anyOf = [], items } = schema
  const type = schema.enum?.join(' | ') ?? (schema.const === undefined ? schema.type : JSON.stringify(schema.const))
  return [
    `${path}${isRequired ? '' : '?'}: ${type ?? (anyOf.length > 0 ? 'one of' : 'anything')}${limits(schema)}`,
    ...Object.entries(properties).flatMap(([name, inner]) =>
      linesOf(`${path}.${name}`, inner, required.includes(name)),
    ),
    ...Object.entries(patternProperties).flatMap(([name, inner]) => linesOf(`${path}{${name}}`, inner)),
    ...anyOf.flatMap((inner, index) => linesOf(`${path}|${index + 1}`, inner)),
    ...[items ?? []].flat().flatMap((inner) => linesOf(`${path}[]`, inner)),
  ]
}

function linesOfCall(call: Call): string[] {
  const { method, path, service, scope, limit, idempotent, bulk, maxBodyBytes = defaultMaxBodyBytes, mediaType } = call
  const answers = Object.entries(call.answers).flatMap(([status, schema]) =>
    schema === null ? [`  ${status}: no body`] : linesOf(`  ${status}`, schemaOf(schema)),
  )
  return [
    `${method} ${path} (${call.id}, ${scope ?? 'between services'}, ${service}${idempotent ? ', idempotent' : ''})`,
    `  body: at most ${maxBodyBytes} bytes${bulk ? ` and ${bulk.maxLines} lines` : ''}`,
    ...(limit ? [`  limited as ${limit}`] : []),
    ...(call.params ? linesOf('  path', schemaOf(call.params)) : []),
    ...(call.query ? linesOf('  query', schemaOf(call.query)) : []),
    ...(call.body ? linesOf('  body', schemaOf(call.body)) : []),
    ...(mediaType ? [`  answers are ${mediaType}`] : []),
    ...answers,
  ]
}

/** The shapes, limits and statuses that clients may rely on, as text. */
export const renderApi = (): string =>
  `${[
    [`all paths begin with ${basePath}`],
    linesOf('answers of 400 and above', schemaOf(Problem)),
    ...Object.values<Call>(calls).map(linesOfCall),
  ]
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
