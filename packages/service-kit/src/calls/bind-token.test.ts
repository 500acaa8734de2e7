import { calls } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { bindToken, keepsFilter } from './bind-token.ts'
import { NdjsonBody } from './body-lines.ts'

const principal = { tenantId: 't', keyId: 'k', scopes: [] }
const ofAda = { ...principal, userId: 'ada' }
const onlyDocs = { ...principal, filter: 'kind = "doc"' }
const { body: prediction } = calls.predict
const { body: event } = calls.postEvents
const { body: search } = calls.search

it('a credential that is bound to nothing changes nothing', () => {
  const input = { userId: 'bob' }
  expect(bindToken(input, prediction, principal)).toBe(input)
})

it('a request without a user is made for that of the token, with or without a session', () => {
  expect(bindToken({ limit: 3 }, prediction, ofAda)).toEqual({ limit: 3, userId: 'ada' })
  expect(bindToken({ sessionId: 's' }, prediction, ofAda)).toEqual({ sessionId: 's', userId: 'ada' })
  expect(bindToken({ id: 'x' }, calls.getOperation.params, ofAda)).toEqual({ id: 'x' })
})

it.each([
  ['an object', { userId: 'bob' }, '/userId'],
  ['an array', [{ userId: 'ada' }, { userId: 'bob' }], '/1/userId'],
  ['NDJSON', new NdjsonBody('{"userId":"ada"}\n{"userId":"bob"}'), '/1/userId'],
  ['a user that is no text', { userId: ['ada'] }, '/userId'],
  ['no user', { userId: null }, '/userId'],
])('refuses another user in %s, and names the field', (_name, input, pointer) => {
  expect(() => bindToken(input, event, ofAda)).toThrow(
    expect.objectContaining({ code: 'forbidden_user', errors: [expect.objectContaining({ pointer })] }),
  )
})

it('every line of a bulk body is of the user of the token; what is no object stays as it is', () => {
  const bound = bindToken(new NdjsonBody('{"itemId":"a"}\n3'), event, ofAda)
  expect(bound.lines).toEqual([{ itemId: 'a', userId: 'ada' }, 3])
})

it('answers meet the filter of the token and that of the request', () => {
  expect(bindToken({ q: 'x' }, search, onlyDocs)).toEqual({ q: 'x', filter: 'kind = "doc"' })
  const given = { q: 'x', filter: 'tags = "a)" or not (kind = "b")' }
  const filter = '(kind = "doc") and (tags = "a)" or not (kind = "b"))'
  expect(bindToken(given, search, onlyDocs)).toEqual({ q: 'x', filter })
})

it.each(['x) or (id != "a"', ')(', '(', 'a = "b', `a = 'b" or "`, String.raw`"\\") or ("`])(
  'refuses the filter %s, which would break out of its brackets',
  (filter) => {
    expect(() => bindToken({ q: 'x', filter }, search, onlyDocs)).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer: '/filter' })] }),
    )
  },
)

it('only calls that take a filter, or return no item, keep to that of a token', () => {
  expect([calls.search, calls.suggest, calls.searchByQuery, calls.postEvents].map(keepsFilter)).not.toContain(false)
  expect([calls.predict, calls.completeQuery, calls.listQueries, calls.getItem].map(keepsFilter)).not.toContain(true)
})
