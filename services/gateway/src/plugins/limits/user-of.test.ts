import { expect, it } from 'vitest'
import { userOf } from './user-of.ts'

const inBody = (text: string) => userOf({ query: {}, body: Buffer.from(text) })

it('finds the user of the query and of a body, however it is written', () => {
  expect(userOf({ query: { userId: 'ada' }, body: undefined })).toBe('ada')
  expect(inBody('{"limit": 3, "userId" :\n "ada"}')).toBe('ada')
  expect(inBody('{"userId":"\\u0061d\\"a"}')).toBe('ad"a')
  expect(inBody('{"userId":"Ärger 🎈"}')).toBe('Ärger 🎈')
})

it.each([
  '{}',
  '{"userId": 3}',
  '{"userId": ""}',
  '{"userId": "a',
  '{"userId": "\\x"}',
  '',
  `${' '.repeat(20_000)}{"userId":"a"}`,
])('finds no user in %j', (text) => expect(inBody(text.slice(0, 30_000))).toBeUndefined())

it('finds no user without a body, or in a list of queries', () => {
  expect(userOf({ query: { userId: ['a', 'b'] }, body: undefined })).toBeUndefined()
})
