import { createLogger } from '@inkling/telemetry'
import { beforeEach, expect, it } from 'vitest'
import { RepeatedLines } from './repeated-lines.ts'

let lines: Record<string, unknown>[]
let repeated: RepeatedLines
beforeEach(() => {
  lines = []
  const write = (line: string) => void lines.push(JSON.parse(line))
  repeated = new RepeatedLines(createLogger({ service: 'test', level: 'info' }, { write }))
})
const notFound = { code: 'not_found', status: 404, method: 'GET', route: '/items/:id' }
const fates = (times: number, facts = notFound, message = 'no such item') =>
  Array.from({ length: times }, () => repeated.count(facts, message))
const admitted = (...given: Parameters<typeof fates>) => fates(...given).filter((fate) => fate === 'written').length

it('admits the first ten lines of a kind, and tells at the end of the minute how many it did not', () => {
  expect(admitted(25)).toBe(10)
  expect(lines).toEqual([])
  repeated.endMinute()
  expect(lines).toMatchObject([
    { ...notFound, level: 'info', msg: 'repeated lines', reason: 'no such item', notWritten: 15 },
  ])
})

it('after the first ten lines of a kind, two hundred are for the memory', () => {
  const counts = Map.groupBy(fates(300), (fate) => fate)
  expect([...counts].map(([fate, { length }]) => [fate, length])).toEqual([
    ['written', 10],
    ['remembered', 200],
    ['counted', 90],
  ])
})

it('begins again with each minute', () => {
  admitted(11)
  repeated.endMinute()
  expect(admitted(10)).toBe(10)
  repeated.endMinute()
  expect(lines).toHaveLength(1)
})

it('counts each route, code, method and text by itself', () => {
  admitted(10)
  for (const other of [{ route: '/items' }, { code: 'conflict' }, { method: 'PUT' }])
    expect(admitted(1, { ...notFound, ...other })).toBe(1)
  expect(admitted(1, notFound, 'another text')).toBe(1)
  expect(admitted(1)).toBe(0)
})

it('remembers at most a thousand kinds; all further ones count as one', () => {
  for (let n = 0; n < 1_000; n++) admitted(1, notFound, `text ${n}`)
  let further = 0
  for (let n = 0; n < 500; n++) further += admitted(1, notFound, `further text ${n}`)
  expect(further).toBe(10)
  expect(admitted(1, notFound, 'text 3')).toBe(1)
  repeated.endMinute()
  expect(lines).toMatchObject([{ route: 'other', reason: 'other', notWritten: 490 }])
})
