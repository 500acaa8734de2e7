import { expect, it } from 'vitest'
import { bodyContents } from './body-contents.ts'

const contentsOf = (text: string, type = 'application/json') => {
  const { lines, ids } = bodyContents(type, Buffer.from(text))
  return { lines, ids: [...ids] }
}

it('counts one object, an array and NDJSON by their lines, and each id once', () => {
  const line = { type: 'view', itemId: 'a', sessionId: 's' }
  const ids = ['itemId a', 'sessionId s']
  expect(contentsOf(JSON.stringify(line))).toEqual({ lines: 1, ids })
  expect(contentsOf(JSON.stringify([line, line]))).toEqual({ lines: 2, ids })
  const ndjson = `\uFEFF${JSON.stringify(line)}\n\n${JSON.stringify(line)}\n`
  expect(contentsOf(ndjson, 'Application/X-NDJSON; charset=utf-8')).toEqual({ lines: 2, ids })
})

it('reads a field whose name is escaped', () => {
  expect(contentsOf('{"\\u0069temId":"a"}').ids).toEqual(['itemId a'])
})

it('counts lines that are not objects, and finds no ids in them', () => {
  expect(contentsOf('[1, null, "x", {"itemId": 7}]')).toEqual({ lines: 4, ids: [] })
  expect(contentsOf('not json')).toEqual({ lines: 1, ids: [] })
})
