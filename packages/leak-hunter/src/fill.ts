import type { TSchema } from 'typebox'

/** The text for a field, by its path such as `context.query`; undefined leaves the example or the field out. */
export type TextOf = (at: string) => string | undefined

/** What the generator reads of a JSON schema. */
interface Shape {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly patternProperties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly anyOf?: readonly Shape[]
}

/** Fields with a grammar or a meaning of their own: they keep what the example says. */
const meant = new Set([
  ...['filter', 'cursor', 'cron', 'timeZone', 'after', 'since', 'createdAt', 'updatedAt', 'runAt', 'key', 'traceId'],
  ...['language', 'importId', 'jwksUrl', 'issuer', 'audience', 'userClaim', 'tag', 'page', 'facets', 'sort'],
])

/**
 * A value like the example, in which `textOf` gives every free text. With `all`, it has every further field of the
 * schema that takes free text, so that a field which is added to the API is filled, too.
 */
export function fill(schema: TSchema, example: unknown, textOf: TextOf, all: boolean): unknown {
  const value = (shape: Shape, given: unknown, at: string): unknown => {
    if (shape.anyOf) return value(branchFor(shape.anyOf, given), given, at)
    if (shape.type === 'array') return list(shape, given, at)
    if (shape.patternProperties) return record(shape.patternProperties, given, at)
    if (shape.properties) return fields(shape, shape.properties, given, at)
    return isFreeText(shape, at) ? (textOf(at) ?? given) : given
  }
  const list = ({ items = {} }: Shape, given: unknown, at: string) => {
    if (!Array.isArray(given) && !all) return given
    const lines = (Array.isArray(given) ? given : [undefined]).map((line) => value(items, line, at))
    return lines.includes(undefined) ? given : lines
  }
  const record = (patterns: Readonly<Record<string, Shape>>, given: unknown, at: string) => {
    const text = all ? textOf(`${at}.value`) : undefined
    const of = Object.values(patterns)[0]
    if (text === undefined || of === undefined || !takesText(of)) return given
    return { ...(given as object | undefined), [textOf(`${at}.name`) ?? 'name']: text }
  }
  const fields = (shape: Shape, properties: Readonly<Record<string, Shape>>, given: unknown, at: string) => {
    if (given === undefined && !all) return undefined
    const filled: [string, unknown][] = []
    for (const [name, of] of Object.entries(properties)) {
      const present = (given as Record<string, unknown> | undefined)?.[name]
      const made = present === undefined && !all ? undefined : value(of, present, at === '' ? name : `${at}.${name}`)
      if (made !== undefined) filled.push([name, made])
      else if (shape.required?.includes(name)) return given
    }
    return filled.length > 0 ? Object.fromEntries(filled) : given
  }
  return value(schema as Shape, example, '')
}

const isFreeText = ({ format, pattern, type }: Shape, at: string) =>
  type === 'string' &&
  pattern === undefined &&
  (format === 'storable-text' || format === 'opaque-id') &&
  !meant.has(at.split('.').at(-1) ?? '')

const takesText = (shape: Shape): boolean =>
  shape.anyOf?.some(takesText) ?? (shape.type === 'string' && shape.pattern === undefined)

function branchFor(branches: readonly Shape[], given: unknown): Shape {
  const type = Array.isArray(given) ? 'array' : typeof given
  return branches.find((branch) => branch.type === (given === undefined ? 'string' : type)) ?? branches[0] ?? {}
}
