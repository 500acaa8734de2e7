import { type Call, calls, Problem, StreamFrame } from '@inkling/contracts'
import { compile } from 'json-schema-to-typescript'
import type { TSchema } from 'typebox'
import { routes } from '../src/routes.ts'

/** The types of the package in place of `src/api.ts`: one method per public call, with its documentation. */
export async function renderApi(): Promise<string> {
  const published = Object.values<Call>(calls).filter(({ scope }) => scope)
  const methods = published.map((call) => comment([call.summary, call.description, scopeOf(call)]) + methodOf(call))
  const types = published.flatMap(schemasOf).map(([name, schema]) => typeOf(name, schema))
  return [
    "import type { CallOptions } from './call-options.ts'",
    `/** A method for every public call, named by the call's id. */\nexport interface InklingClient {`,
    ...methods,
    '}',
    await typeOf('Problem', Problem),
    await typeOf('StreamFrame', StreamFrame),
    "export type StreamMessage = StreamFrame['messages'][number]",
    ...(await Promise.all(types)),
  ].join('\n\n')
}

/** The values of the package in place of `src/routes.ts`. */
export const renderRoutes = (): string =>
  [
    'export interface Route {',
    ...Object.entries(routes[0] ?? {}).map(([name, value]) => `  readonly ${name}: ${typeof value}`),
    '}',
    `export const routes: readonly Route[] = ${JSON.stringify(routes, null, 2)}`,
  ].join('\n')

const nameOf = ({ id }: Call, part: string) => `${id[0]?.toUpperCase()}${id.slice(1)}${part}`

const scopeOf = ({ scope }: Call) => `The key needs the scope \`${scope}\`.`

const comment = (paragraphs: readonly string[]) =>
  `/**\n${paragraphs
    .flatMap((paragraph) => [...paragraph.split('\n'), ''])
    .slice(0, -1)
    .map((line) => ` * ${line}`.trimEnd().replaceAll('*/', '*\\/'))
    .join('\n')}\n */\n`

/** The input may be left out if none of it is required. */
function methodOf(call: Call): string {
  const parts = [
    ...(call.params ? [`params: ${nameOf(call, 'Params')}`] : []),
    ...(call.query ? [`query${call.query.required?.length ? '' : '?'}: ${nameOf(call, 'Query')}`] : []),
    ...(call.body ? [`body: ${bodyOf(call)}`] : []),
  ]
  const isOptional = parts.every((part) => part.startsWith('query?'))
  const input = `input${isOptional ? '?' : ''}: { ${parts.map((part) => `readonly ${part}`).join('; ')} }`
  return `readonly ${call.id}: (${input}, options?: CallOptions) => Promise<${replyOf(call)}>`
}

const bodyOf = (call: Call) =>
  call.bulk ? `${nameOf(call, 'Line')} | readonly ${nameOf(call, 'Line')}[]` : nameOf(call, 'Body')

const answerOf = ({ answers }: Call) => Object.values(answers).find((schema) => schema !== null)
const replyOf = (call: Call) => (answerOf(call) ? nameOf(call, 'Reply') : 'undefined')

const schemasOf = (call: Call): [string, TSchema][] =>
  [
    [nameOf(call, 'Params'), call.params] as const,
    [nameOf(call, 'Query'), call.query] as const,
    [nameOf(call, call.bulk ? 'Line' : 'Body'), call.body] as const,
    [nameOf(call, 'Reply'), answerOf(call)] as const,
  ].flatMap(([name, schema]) => (schema ? [[name, schema]] : []))

const typeOf = (name: string, schema: TSchema) =>
  compile(JSON.parse(JSON.stringify(schema), recordsByAnyName), name, {
    additionalProperties: false,
    bannerComment: '',
    ignoreMinAndMaxItems: true,
    unknownAny: true,
  })

/** Writes the values of a record without the pattern of its names, which TypeScript cannot express. */
function recordsByAnyName(_key: string, schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('patternProperties' in schema)) return schema
  const { patternProperties, ...rest } = schema
  return { ...rest, additionalProperties: Object.values(patternProperties as object)[0] }
}
