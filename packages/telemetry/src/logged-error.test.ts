import { InklingError } from '@inkling/errors'
import { describe, expect, it } from 'vitest'
import { loggedError, operatorStackOf, operatorTextOf } from './logged-error.ts'

const written = 'my own words'
const caught = (work: () => unknown): Error => {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('loggedError tells nothing that a user wrote', () => {
  it.each<[string, Error]>([
    ['in a detail for the caller', new InklingError('not_found', `There is no item ${written}`)],
    ['in JSON that cannot be read', caught(() => JSON.parse(`{"a": ${written}}`))],
    ['in a pattern that cannot be read', caught(() => new RegExp(`(${written}`))],
    ['in a URL', caught(() => new URL(written))],
    ['in quotes', new Error(`cannot read "${written}" nor "again ${written}\n    at ${written}"`)],
    ['in a value that Postgres rejects', Object.assign(new Error(`wrong value ${written}`), { code: '22P02' })],
    ['in fields of an error', Object.assign(new Error('failed'), { detail: written, parameters: [written] })],
    ['in a command of Redis', Object.assign(new Error('ERR'), { command: { name: 'set', args: [written] } })],
    ['in a cause', new Error('failed', { cause: new SyntaxError(written) })],
    ['in one of several errors', new AggregateError([new SyntaxError(written)], 'all failed')],
    ['in a value that was thrown', new Error('failed', { cause: written })],
  ])('%s', (_, error) => {
    expect(JSON.stringify(loggedError(error))).not.toContain(written)
  })
})

it('loggedError tells type, code, message, causes and where each error happened', () => {
  const cause = Object.assign(new TypeError('no such table'), { code: 'ECONNREFUSED' })
  const facts = loggedError(new InklingError('internal', 'Sorry', { internal: 'cannot read keys', cause }))
  expect(facts).toMatchObject({
    type: 'InklingError',
    code: 'internal',
    message: 'cannot read keys',
    cause: { type: 'TypeError', code: 'ECONNREFUSED', message: 'no such table' },
  })
  for (const stack of [facts.stack, facts.cause?.stack])
    expect(stack).toMatch(/^ {4}at .*logged-error\.test\.ts:\d+:\d+/)
})

it('loggedError ends when an error causes itself', () => {
  const error = new Error('round')
  error.cause = error
  expect(JSON.stringify(loggedError(error)).match(/"round"/g)).toHaveLength(6)
})

it('loggedError takes an error whose fields are no texts', () => {
  const odd = Object.assign(new Error('odd'), { message: 7, stack: ['no', 'text'] })
  expect(loggedError(odd)).toEqual({ type: 'Error', message: '', stack: '' })
})

it('operatorTextOf keeps the names in errors of Postgres', () => {
  const message = 'duplicate key value violates unique constraint "items_pkey"'
  expect(operatorTextOf(Object.assign(new Error(message), { code: '23505' }))).toBe(message)
})

it('operatorStackOf tells as text where an error and its causes happened, without secrets', () => {
  const cause = new TypeError('no answer from redis://user:pass@host')
  const lines = operatorStackOf(new Error('cannot store', { cause })).split('\n')
  expect(lines.filter((line) => !/^ +at /.test(line))).toEqual([
    'Error: cannot store',
    'caused by TypeError: no answer from redis://user:[redacted]@host',
  ])
  expect(lines[1]).toMatch(/^ +at .*logged-error\.test/)
})
