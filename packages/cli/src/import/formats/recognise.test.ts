import { describe, expect, it } from 'vitest'
import { recognise } from './recognise.ts'

const options = { type: 'view', latestMs: Date.parse('2027-01-01') }
const source = (sample: readonly string[]) => ({ name: 'file', digest: 'abc', sample })
const nameOf = (...sample: string[]) => recognise(source(sample), options).name
const logLine = '192.0.2.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1'

describe('recognise', () => {
  it.each([
    ['csv events', ['item_id,session_id']],
    ['ndjson events', ['', '{"item_id":1}']],
    ['ndjson events', ['{"itemId":"1"}']],
    ['ndjson items', ['{"id":"1","title":""}']],
    ['json items', ['[', '{"id":1,"title":"A"}]']],
    ['access log', ['\\x16\\x03 attack', logLine]],
    ['access log', [...Array.from({ length: 300 }, () => '\\x16\\x03 attack'), logLine]],
  ])('recognises %s', (format, sample) => {
    expect(nameOf(...sample)).toBe(format)
  })

  it('--format overrules the content', () => {
    const asked = (line: string, content: 'events' | 'items' | 'access-log') =>
      recognise(source([line]), { ...options, content }).name
    expect(asked('{"id":"1"}', 'items')).toBe('ndjson items')
    expect(asked('{"id":"1"}', 'events')).toBe('ndjson events')
    expect(asked('what', 'access-log')).toBe('access log')
  })

  it.each([
    ['[1, 2]', 'is JSON without objects'],
    ['{"name":1}', '--columns'],
    ['1,2,3', '--header'],
    ['code,label', '--columns'],
    ['<!DOCTYPE html><html>', 'is an HTML page'],
    ['<?xml version="1.0"?>', 'is XML'],
    ['-- MySQL dump 10.13', 'is an SQL dump'],
    ['query-id\tcorpus-id\tscore', 'relevance judgements'],
    ['2026/11/03 10:00:00 [error] 123#0: *1 open() failed', 'is an error log'],
    ['[Tue Nov 03 10:00:00.1 2026] [core:error] [pid 1] no', 'is an error log'],
    [
      'owner bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 - id REST.GET "GET /x HTTP/1.1" 200 -',
      'is a log of another kind',
    ],
    ['Nov  3 10:00:00 web1 sshd[1]: Accepted publickey for jo', 'is a log, but no log of a web server'],
    [' ', 'is empty'],
  ])('names the content %j and says what to do', (line, hint) => {
    expect(() => nameOf(line)).toThrow(hint)
  })
})
