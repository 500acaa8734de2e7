import { describe, expect, it } from 'vitest'
import type { Call } from '../call.ts'
import { scopes } from '../scopes.ts'
import { calls } from './index.ts'

const entries = Object.entries<Call>(calls)

/** Schemas of free text that neither a format nor a pattern guards, wherever in `schema` they are. */
function unguardedTexts(schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { type, format, pattern, enum: values, patternProperties = {} } = schema as Record<string, unknown>
  const anyName = Object.keys(patternProperties as object).includes('^.*$')
  const unguarded = anyName || (type === 'string' && !(format || pattern || values))
  return [...(unguarded ? [schema] : []), ...Object.values(schema).flatMap(unguardedTexts)]
}

it('a call is found by its own id', () => {
  for (const [name, call] of entries) expect(name).toBe(call.id)
})

it('no two calls answer the same method and path', () => {
  const routes = entries.map(([, call]) => `${call.method} ${call.path}`)
  expect(routes).toEqual([...new Set(routes)])
})

it('what the gateway does not route is exactly what is internal', () => {
  for (const [, call] of entries) expect(call.scope === undefined).toBe(call.path.startsWith('/internal/'))
})

describe.each(entries)('%s', (_name, call) => {
  it('describes every parameter of its path, and no other', () => {
    const inPath = [...call.path.matchAll(/:(\w+)/g)].map(([, name]) => name)
    expect(Object.keys(call.params?.properties ?? {})).toEqual(inPath)
  })

  it('refuses fields it does not know', () => {
    for (const schema of [call.body, call.query].filter((given) => given !== undefined))
      expect(schema).toHaveProperty('additionalProperties', false)
  })

  it('takes no text, name or id that Postgres could not keep', () => {
    const taken = { params: call.params, query: call.query, body: call.body }
    expect(unguardedTexts(taken)).toEqual([])
  })

  it('needs a scope that a key can have', () => {
    expect([...scopes, undefined]).toContain(call.scope)
  })
})

it('a call is idempotent wherever its method is (RFC 9110, 9.2.2)', () => {
  const byMethod = entries.filter(([, call]) => ['GET', 'PUT', 'DELETE'].includes(call.method))
  expect(byMethod.filter(([, call]) => !call.idempotent)).toEqual([])
})
