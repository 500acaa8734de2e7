import { expect, test as it } from 'vitest'
import { splitIdentifier } from './split-identifier.ts'

it.each([
  ['getUserName', ['get', 'User', 'Name']],
  ['HTTPServer', ['HTTP', 'Server']],
  ['snake_case_name', ['snake', 'case', 'name']],
  ['mp3', ['mp', '3']],
  ['2nd', ['2', 'nd']],
  ['ÉcoleNormale', ['École', 'Normale']],
])('splits the identifier %s', (word, parts) => {
  expect(splitIdentifier(word)).toEqual(parts)
})

it.each(['word', 'Word', 'WORD', '2024', '___', '_private', 'a1b2c3d4e5f6'])('does not split %s', (word) => {
  expect(splitIdentifier(word)).toEqual([])
})
