import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import type { Call } from './call.ts'
import { calls } from './calls/index.ts'

interface Limit {
  readonly name: string
  readonly schema: TSchema
  readonly accepted: unknown
  readonly rejected: unknown
}

const text = (length: number) => 'a'.repeat(length)
const list = (length: number) => Array.from({ length }, (_, n) => `item ${n}`)
const words = (length: number) => ({ context: { query: text(length) } })
const view = { type: 'view', userId: 'ada', itemId: 'tea' }
const item = { title: 'Tea' }

const limits: readonly Limit[] = [
  {
    name: 'a prediction reads at most 200 recent items',
    schema: calls.predict.body,
    accepted: { recent: list(200) },
    rejected: { recent: list(201) },
  },
  {
    name: 'a prediction returns at most 100 items',
    schema: calls.predict.body,
    accepted: { limit: 100 },
    rejected: { limit: 101 },
  },
  {
    name: 'a prediction returns at least 1 item',
    schema: calls.predict.body,
    accepted: { limit: 1 },
    rejected: { limit: 0 },
  },
  {
    name: 'a suggestion reads at most 1,000 characters of a query',
    schema: calls.suggest.body,
    accepted: words(1000),
    rejected: words(1001),
  },
  {
    name: 'a search reads at most 10,000 characters',
    schema: calls.search.body,
    accepted: { q: text(10_000) },
    rejected: { q: text(10_001) },
  },
  {
    name: 'a search counts the values of at most 10 fields',
    schema: calls.search.body,
    accepted: { q: '', facets: list(10) },
    rejected: { q: '', facets: list(11) },
  },
  {
    name: 'a group of synonyms has at least 2 words',
    schema: calls.putSearchSettings.body,
    accepted: { synonyms: [list(2)] },
    rejected: { synonyms: [list(1)] },
  },
  {
    name: 'search settings have at most 500 rules',
    schema: calls.putSearchSettings.body,
    accepted: { rules: Array(500).fill({ query: 'tea' }) },
    rejected: { rules: Array(501).fill({ query: 'tea' }) },
  },
  {
    name: 'a title has at least 1 character',
    schema: calls.putItem.body,
    accepted: { title: 'T' },
    rejected: { title: '' },
  },
  {
    name: 'an item has at most 64 tags',
    schema: calls.putItem.body,
    accepted: { ...item, tags: list(64) },
    rejected: { ...item, tags: list(65) },
  },
  {
    name: 'the type of an event has at most 64 characters',
    schema: calls.postEvents.body,
    accepted: { ...view, type: text(64) },
    rejected: { ...view, type: text(65) },
  },
  {
    name: 'tuning takes at most 600 seconds',
    schema: calls.createRun.body,
    accepted: { kind: 'train', options: { tuneSeconds: 600 } },
    rejected: { kind: 'train', options: { tuneSeconds: 601 } },
  },
  {
    name: 'a patch of a tenant changes at least one field',
    schema: calls.patchTenant.body,
    accepted: { name: 'Shop' },
    rejected: {},
  },
  {
    name: 'the id of a tenant has at most 63 characters',
    schema: calls.createTenant.body,
    accepted: { id: text(63) },
    rejected: { id: text(64) },
  },
  {
    name: 'a profile takes at least 1 second',
    schema: calls.recordProfile.body,
    accepted: { service: 'search', kind: 'cpu', seconds: 1 },
    rejected: { service: 'search', kind: 'cpu', seconds: 0 },
  },
  {
    name: 'a profile takes at most 25 seconds',
    schema: calls.recordProcessProfile.body,
    accepted: { kind: 'heap', seconds: 25 },
    rejected: { kind: 'heap', seconds: 26 },
  },
  {
    name: 'a window of learning metrics has at most 999 hours or days',
    schema: calls.getLearningMetrics.query,
    accepted: { window: '999d' },
    rejected: { window: '1000h' },
  },
]

describe.each(limits)('limits', ({ name, schema, accepted, rejected }) => {
  it(`${name}`, () => {
    expect(Value.Check(schema, accepted)).toBe(true)
    expect(Value.Check(schema, rejected)).toBe(false)
  })
})

/** The places of all whole numbers without a bound that JavaScript and Postgres hold exactly. */
function unbounded(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const { type, maximum = Number.POSITIVE_INFINITY } = schema as { type?: unknown; maximum?: number }
  const own = type === 'integer' && maximum > Number.MAX_SAFE_INTEGER ? [at] : []
  return [...own, ...Object.entries(schema).flatMap(([name, part]) => unbounded(part, `${at}/${name}`))]
}

it('every whole number that a caller sends has a bound', () => {
  const inputs = Object.values<Call>(calls).map(({ params, query, body }) => ({ params, query, body }))
  expect(unbounded({ body: Type.Object({ ids: Type.Array(Type.Integer()) }) }, '')).toEqual([
    '/body/properties/ids/items',
  ])
  expect(inputs.flatMap((input, place) => unbounded(input, Object.keys(calls)[place] ?? ''))).toEqual([])
})

it('a patch of an item accepts null for every field but the title', () => {
  const {
    title: _,
    id: _id,
    createdAt: _createdAt,
    updatedAt: _updatedAt,
    ...removable
  } = calls.patchItem.body.properties
  expect(Object.keys(removable).filter((name) => !Value.Check(calls.patchItem.body, { [name]: null }))).toEqual([])
  expect(Value.Check(calls.patchItem.body, { title: null })).toBe(false)
})
