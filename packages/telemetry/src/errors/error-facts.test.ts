import { describe, expect, it } from 'vitest'
import { errorFacts } from './error-facts.ts'

class Refused extends Error {}

const withStack = (frames: readonly string[], message = 'planted', cause?: unknown) => {
  const error = new Refused(message, { cause })
  error.stack = [`Error: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join('\n')
  return error
}
const placeOf = (...frames: string[]) => errorFacts(withStack(frames)).place

describe('the place of an error', () => {
  it('is function and file of the innermost frame of our code, without line and column', () => {
    function failing() {
      return errorFacts(new Error('planted'))
    }
    expect(failing().place).toBe('failing packages/telemetry/src/errors/error-facts.test.ts')
  })

  it.each([
    ['rank (file:///srv/packages/search-index/src/search.ts:12:3)', 'rank packages/search-index/src/search.ts'],
    ['async Model.load (/a/services/search/src/x.ts:1:1)', 'Model.load services/search/src/x.ts'],
    ['new Model (file:///a/services/search/src/x.ts:1:1)', 'Model services/search/src/x.ts'],
    ['Object.send [as user text] (file:///a/services/search/src/x.ts:1:1)', 'Object.send services/search/src/x.ts'],
    ['file:///a/packages/cache/src/fill.ts:9:20', 'packages/cache/src/fill.ts'],
    ['async file:///a/packages/cache/src/fill.ts:9:20', 'packages/cache/src/fill.ts'],
    ['f (file:///app/node_modules/@inkling/cache/src/fill.ts:9:20)', 'f packages/cache/src/fill.ts'],
  ])('reads %s', (frame, place) => {
    expect(placeOf('parse (node:internal/x:1:1)', frame)).toBe(place)
  })

  it('is not in libraries, in Node.js or in code that was made from text', () => {
    const library = 'f (file:///a/packages/cache/node_modules/postgres/src/query.js:1:1)'
    expect(
      placeOf(library, 'node:internal/process:1:1', 'eval (eval at f (file:///a/packages/x/src/y.ts:1:1), <a>:1:1)'),
    ).toBe('')
  })

  it('is the caller of a wrapper around calls of dependencies, if a stack names it', () => {
    const wrapper = 'run (file:///a/packages/resilience/src/policy.ts:1:1)'
    expect(placeOf(wrapper, 'read (file:///a/services/search/src/x.ts:1:1)')).toBe('read services/search/src/x.ts')
    expect(placeOf(wrapper)).toBe('run packages/resilience/src/policy.ts')
    const outer = withStack(['read (file:///a/services/search/src/x.ts:1:1)'], 'outer', withStack([wrapper], 'inner'))
    expect(errorFacts(outer).place).toBe('read services/search/src/x.ts')
  })

  it('is that of the innermost cause whose stack names our code', () => {
    const inner = withStack(['read (file:///a/packages/database/src/x.ts:1:1)'], 'inner', new Error('no stack of ours'))
    inner.cause = withStack(['node:net:1:1'])
    const outer = withStack(['answer (file:///a/services/search/src/y.ts:1:1)'], 'outer', inner)
    expect(errorFacts(outer).place).toBe('read packages/database/src/x.ts')
  })
})

describe('the classes and the reason of an error', () => {
  it('name the causes from the outermost to the innermost', () => {
    const cause = Object.assign(new TypeError('planted'), { code: 'ECONNREFUSED' })
    const { classes, reason } = errorFacts(new Refused('planted', { cause }))
    expect([classes, reason]).toEqual(['Refused < TypeError', 'ECONNREFUSED'])
  })

  it('end at five causes, also if an error causes itself', () => {
    const error = new Error('planted')
    error.cause = error
    expect(errorFacts(error).classes).toBe('Error < Error < Error < Error < Error')
  })

  it.each([undefined, null, 'planted', 42, { message: 'planted' }])('are empty for %j, which is no error', (thrown) => {
    expect(errorFacts(thrown)).toEqual({ place: '', classes: '', reason: '' })
  })
})

it.each<object>([
  { stack: null },
  { stack: 42, message: Symbol('planted') },
  { constructor: undefined },
  { constructor: { name: 42 }, cause: 'planted' },
])('an error whose fields are of other types, such as %j, has facts', (fields) => {
  const error = Object.defineProperties(new Error('planted'), Object.getOwnPropertyDescriptors(fields))
  expect(JSON.stringify(errorFacts(error))).not.toContain('"planted')
})

it('nothing of messages, names and codes is kept, even if they look like frames', () => {
  const secret = 'jane@example.com\n    at planted (file:///a/packages/planted/src/planted.ts:1:1)\n"planted" 4111 1111'
  const error = new Error(secret, { cause: Object.assign(new TypeError(secret), { code: 'planted user text' }) })
  error.name = 'planted'
  const text = JSON.stringify(errorFacts(error))
  expect(text).not.toMatch(/planted|jane|4111/)
  expect(errorFacts(error).place).toContain('packages/telemetry/src/errors/error-facts.test.ts')
})
