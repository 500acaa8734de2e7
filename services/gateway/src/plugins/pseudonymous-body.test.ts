import { expect, it } from 'vitest'
import { pseudonymousBody } from './pseudonymous-body.ts'

const read = (body: string, type = 'application/json') =>
  String(pseudonymousBody(type, Buffer.from(body), (userId) => userId.toUpperCase()))
const lines = 'application/x-ndjson; charset=utf-8'

it('replaces the user of an object, of each line of an array, and of each line of NDJSON', () => {
  expect(JSON.parse(read('{"userId": "ada", "itemId": "a"}'))).toEqual({ userId: 'ADA', itemId: 'a' })
  const list = '[{"userId": "ada"}, {"sessionId": "s"}, 7]'
  expect(JSON.parse(read(list))).toEqual([{ userId: 'ADA' }, { sessionId: 's' }, 7])
  expect(read('{"userId":"ada"}\n\n{"userId":"bob"}\n', lines)).toBe('{"userId":"ADA"}\n\n{"userId":"BOB"}\n')
})

it('replaces the user of a field that is escaped, given twice, or behind a byte order mark', () => {
  expect(read('{"user\\u0049d":"ada"}')).toBe('{"userId":"ADA"}')
  expect(read('{"userId":"ada","userId":"bob"}')).toBe('{"userId":"BOB"}')
  expect(read('\uFEFF{"userId":"ada"}')).toBe('{"userId":"ADA"}')
})

it('passes nothing on of a line that is not JSON, and keeps its place', () => {
  expect(read('{"userId":"ada"}\n{"userId":"bob\n{"itemId":"a"}', lines)).toBe('{"userId":"ADA"}\n{\n{"itemId":"a"}')
})

it('refuses what the service would refuse: no JSON, no UTF-8, too deep', () => {
  expect(() => read('{"userId":"ada')).toThrow(expect.objectContaining({ code: 'malformed_json' }))
  expect(() => read('{}', 'application/json; charset=latin1')).toThrow(
    expect.objectContaining({ code: 'unsupported_media_type' }),
  )
  expect(() => read('['.repeat(100_000))).toThrow(expect.objectContaining({ code: 'bad_request' }))
})

it('leaves a user that is no text to the service', () => {
  expect(read('{"userId":7}')).toBe('{"userId":7}')
})
