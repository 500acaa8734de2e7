import { calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { lineReader, NdjsonBody } from './body-lines.ts'

const read = lineReader(calls.postEvents.body, 3)
const event = (itemId: string) => ({ type: 'view', userId: 'ann', itemId })
const refused = (detail: string) => expect.objectContaining({ code: 'validation_failed', status: 422, detail })

describe('a body of one object', () => {
  it('a body of one object is one line and not a list', () => {
    expect(read(event('tea'))).toEqual({ lines: [{ index: 0, value: event('tea') }], isList: false })
  })

  it('rejects the request if its only object is not valid', () => {
    expect(() => read({ type: 'view' })).toThrow(refused('Not valid: /itemId'))
  })

  it.each([undefined, null, 7, 'text'])('rejects the body %j, which is not an object', (body) => {
    expect(() => read(body)).toThrow(refused('Not valid: the body'))
  })
})

describe.each([
  ['an array', (...lines: unknown[]) => lines],
  ['NDJSON', (...lines: unknown[]) => new NdjsonBody(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))],
])('%s', (form, list) => {
  it(`reads ${form} as its lines in their order`, () => {
    const lines = ['tea', 'cup'].map((itemId, index) => ({ index, value: event(itemId) }))
    expect(read(list(event('tea'), event('cup')))).toEqual({ lines, isList: true })
  })

  it(`rejects only the invalid line of ${form}, by index and pointer`, () => {
    expect(read(list(event('tea'), { ...event('cup'), colour: 'red' }, event('pot'))).lines).toMatchObject([
      { index: 0, value: event('tea') },
      { index: 1, fault: { pointer: '/colour', code: 'unknown' } },
      { index: 2, value: event('pot') },
    ])
  })

  it(`accepts ${form} whose only line is invalid`, () => {
    expect(read(list({}))).toMatchObject({ lines: [{ index: 0, fault: { code: 'required' } }], isList: true })
  })

  it(`rejects ${form} without lines`, () => {
    const detail = 'The list is empty; send at least one line'
    const errors = [{ pointer: '', code: 'lines', detail }]
    expect(() => read(list())).toThrow(expect.objectContaining({ code: 'validation_failed', detail, errors }))
  })

  it(`accepts ${form} with as many lines as are allowed, and rejects one more`, () => {
    expect(read(list(...Array(3).fill(event('tea')))).lines).toHaveLength(3)
    const tooMany = refused('4 lines are too many; send at most 3 in one request')
    expect(() => read(list(...Array(4).fill(event('tea'))))).toThrow(tooMany)
  })
})

it('reads the other lines of NDJSON if one is not JSON, and skips blank lines and CRLF', () => {
  const text = `${JSON.stringify(event('tea'))}\r\n\n  \n{"type": "vi\n${JSON.stringify(event('cup'))}`
  expect(read(new NdjsonBody(text)).lines).toMatchObject([
    { index: 0, value: event('tea') },
    { index: 1, fault: { pointer: '', code: 'malformed_json' } },
    { index: 2, value: event('cup') },
  ])
})
