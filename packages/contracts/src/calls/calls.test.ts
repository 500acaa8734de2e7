import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import type { Call } from '../call.ts'
import { isOfOperators, scopes } from '../scopes.ts'
import { calls } from './index.ts'

const entries = Object.entries<Call>(calls)
const schemasOf = ({ params, query, body, answers }: Call) => [params, query, body, ...Object.values(answers)]

type Node = Readonly<Record<string, unknown>>

/** A schema and every schema inside it. */
function nodesOf(schema: unknown): Node[] {
  if (typeof schema !== 'object' || schema === null) return []
  return [schema as Node, ...Object.values(schema).flatMap(nodesOf)]
}

/** Texts that neither a format nor a pattern nor a list of values guards. */
function isUnguardedText({ type, format, pattern, enum: values, patternProperties = {} }: Node): boolean {
  const anyName = Object.keys(patternProperties as object).includes('^.*$')
  return anyName || (type === 'string' && !(format || pattern || values))
}

/** Fields of objects, by name, wherever in the schema they are. */
const fieldsOf = (schema: unknown) =>
  nodesOf(schema).flatMap(({ properties }) => Object.entries((properties ?? {}) as Record<string, Node>))

it('calls are named by their own ids', () => {
  for (const [name, call] of entries) expect(name).toBe(call.id)
})

it('no two calls have the same method and path', () => {
  const routes = entries.map(([, call]) => `${call.method} ${call.path}`)
  expect(routes).toEqual([...new Set(routes)])
})

it('calls without a scope are exactly those between services', () => {
  for (const [, call] of entries) expect(call.scope === undefined).toBe(call.path.startsWith('/internal/'))
})

it('calls with GET, PUT and DELETE are idempotent (RFC 9110, 9.2.2)', () => {
  const byMethod = entries.filter(([, call]) => ['GET', 'PUT', 'DELETE'].includes(call.method))
  expect(byMethod.filter(([, call]) => !call.idempotent)).toEqual([])
})

describe.each(entries)('%s', (_name, call) => {
  it('describes every parameter of its path and no other', () => {
    const inPath = [...call.path.matchAll(/:(\w+)/g)].map(([, name]) => name)
    expect(Object.keys(call.params?.properties ?? {})).toEqual(inPath)
  })

  it('rejects unknown fields in its body and query', () => {
    for (const schema of [call.body, call.query].filter((given) => given !== undefined))
      expect(schema).toHaveProperty('additionalProperties', false)
  })

  it('accepts no text, name or id that Postgres cannot store', () => {
    const accepted = { params: call.params, query: call.query, body: call.body }
    expect(nodesOf(accepted).filter(isUnguardedText)).toEqual([])
  })

  it('needs a scope that a key can have', () => {
    expect([...scopes, undefined]).toContain(call.scope)
  })

  it('has a summary of one line that begins with a verb and ends without a full stop', () => {
    const verbs =
      'Apply Bring Cancel Change Complete Create Delete Get List Predict Record Replace Reset Revoke Search Start'
    expect([...verbs.split(' '), 'Suggest', 'Undo', 'Verify']).toContain(call.summary.split(' ')[0])
    expect(call.summary).toMatch(/^\w+ .{3,60}[^.]$/)
  })

  it('describes what it promises in whole sentences', () => {
    expect(call.description).toMatch(/[.:\d]$/)
  })

  it('gives only examples that its schemas accept', () => {
    const examples = schemasOf(call)
      .flatMap(nodesOf)
      .flatMap((node) => (Array.isArray(node.examples) ? node.examples.map((example) => ({ node, example })) : []))
    expect(examples.filter(({ node, example }) => !Value.Check(node, example))).toEqual([])
  })
})

it('calls that engineers on call make during an overload are critical, unless they start heavy or slow work', () => {
  const canWait = ['applyIndexAdvice', 'listIndexAdvice', 'listArchives', 'getExportPart', 'putImportPart']
  const ofOperators = entries.filter(([, { scope, service }]) => isOfOperators(scope) && service === 'maintenance')
  const lesser = ofOperators.filter(([, { priority, limit }]) => priority !== 'critical' && limit !== 'expensive')
  expect(lesser.map(([name]) => name)).toEqual(expect.arrayContaining(canWait))
  expect(lesser).toHaveLength(canWait.length)
  expect(ofOperators.filter(([, { priority, limit }]) => priority === 'critical' && limit === 'expensive')).toEqual([])
})

/** Calls that clients may make; a call between services has no scope. */
const publicEntries = entries.filter(([, call]) => call.scope !== undefined)

it.each(publicEntries)('%s describes every field of a request', (_name, call) => {
  const given = [call.params, call.query, call.body].flatMap(fieldsOf)
  const silent = given.filter(([, field]) => !field.description && !(field.anyOf as Node[])?.[0]?.description)
  expect(silent.map(([name]) => name)).toEqual([])
})
