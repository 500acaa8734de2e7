import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import type { Call } from './call.ts'
import { calls } from './calls/index.ts'
import { examples } from './examples.ts'
import { tagOf, tags } from './tags.ts'

const published = Object.values<Call>(calls).filter(({ scope }) => scope)

it('every public call has an example and no other call has one', () => {
  expect(Object.keys(examples).toSorted()).toEqual(published.map(({ id }) => id).toSorted())
})

describe.each(published)('$id', (call) => {
  it('its example gives what the call takes, and its schemas accept it', () => {
    const { params, query, body } = examples[call.id as keyof typeof examples] as Record<string, unknown>
    expect([params !== undefined, body !== undefined]).toEqual([call.params !== undefined, call.body !== undefined])
    const given = [[call.params, params], [call.query, query ?? {}], ...[body].flat().map((line) => [call.body, line])]
    const faults = given.flatMap(([schema, value]) => (schema ? Value.Errors(schema as TSchema, value) : []))
    expect(faults).toEqual([])
  })

  it('is in a group that the documentation describes', () => {
    expect(Object.keys(tags)).toContain(tagOf(call))
  })
})
