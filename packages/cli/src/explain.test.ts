import { InklingClientError, UnexpectedAnswerError } from '@inkling/client'
import { expect, it } from 'vitest'
import { CliError } from './cli-error.ts'
import { explain } from './explain.ts'

const problem = (code: string, detail: string) =>
  new InklingClientError(
    {
      type: '',
      title: '',
      status: 400,
      detail,
      instance: '',
      code: code as 'conflict',
      requestId: 'req_1',
      traceId: '',
      retryable: false,
    },
    undefined,
  )
const named = (name: string) => Object.assign(new Error('internal words'), { name })

it('an error that the user can fix is shown without a stack', () => {
  expect(explain(new CliError('Give --tenant.'))).toBe('Give --tenant.')
})

it('an answer that is not of Inkling is shown with its address and without a stack', () => {
  expect(explain(new UnexpectedAnswerError('http://shop', 404, undefined))).toBe(
    'http://shop answered 404 without a problem document. Is it the address of the gateway?',
  )
})

it('a problem of the server is shown with its code and the id of the request', () => {
  expect(explain(problem('conflict', 'The id is taken'))).toBe('The id is taken (conflict, request req_1)')
})

it('an unknown key is shown with the flags that give another', () => {
  expect(explain(problem('unauthenticated', 'No such key'))).toContain('--api-key or --admin-key')
})

it('a missing scope is shown with the command that lists scopes', () => {
  expect(explain(problem('forbidden_scope', 'The key lacks admin'))).toContain('inkling tenants keys ID')
})

it('an interrupt is named as such', () => {
  expect(explain(named('AbortError'))).toBe('Interrupted.')
})

it('a timeout is shown with the command that starts Inkling', () => {
  expect(explain(named('TimeoutError'))).toContain('npx -y pnpm@12 start')
})

it.each([
  [new Error('connect ECONNREFUSED 127.0.0.1:8080'), 'connect ECONNREFUSED 127.0.0.1:8080'],
  [Object.assign(new Error(''), { code: 'ECONNRESET' }), 'ECONNRESET'],
  [undefined, 'the connection failed'],
])('a lost connection is shown with its cause: %s', (cause, text) => {
  expect(explain(new TypeError('fetch failed', { cause }))).toContain(`cannot be reached: ${text}.`)
})

it('a defect is shown with its stack', () => {
  expect(explain(new TypeError('x is not a function'))).toContain('explain.test.ts')
})

it('a thrown value that is no error is shown as text', () => {
  expect(explain('text')).toBe('text')
})

it.each([
  [{ code: 'ECONNREFUSED', address: '127.0.0.1', port: 8080 }, 'Nothing listens at http://127.0.0.1:8080. Is Inkling'],
  [{ code: 'ECONNREFUSED', address: '::1', port: 9000 }, 'Nothing listens at http://[::1]:9000. Is Inkling'],
  [{ code: 'ENOTFOUND', hostname: 'shop.invalid' }, 'There is no host shop.invalid.'],
])('a refused connection is shown with the address and what to do: %j', (facts, text) => {
  const cause = Object.assign(new Error('internal words'), facts)
  expect(explain(new TypeError('fetch failed', { cause }))).toContain(text)
  const ofBothAddresses = new AggregateError([cause, cause])
  expect(explain(new TypeError('fetch failed', { cause: ofBothAddresses }))).toContain(text)
})

it.each(['ENOENT', 'EACCES', 'EISDIR', 'ENOSPC'])('a file that cannot be used (%s) is one plain sentence', (code) => {
  const error = Object.assign(new Error(`${code}: internal words, open '/data/a.csv'`), { code, path: '/data/a.csv' })
  const text = explain(error)
  expect(text).toMatch(/^\/data\/a\.csv \w[^\n]*\.$/)
  expect(text).not.toContain(code)
})
