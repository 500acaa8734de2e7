import { describe, expect, it } from 'vitest'
import { detectFormat } from './detect-format.ts'

const detect = (...sample: string[]) => detectFormat({ name: 'file', sample })
const logLine = '192.0.2.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1'

describe('detectFormat', () => {
  it.each([
    ['csv events', ['item_id,session_id']],
    ['csv events', []],
    ['ndjson events', ['', '{"item_id":1}']],
    ['ndjson events', ['{"itemId":"1"}']],
    ['ndjson items', ['{"id":"1","title":""}']],
    ['access log', ['\\x16\\x03 attack', logLine]],
  ])('detects %s', (format, sample) => {
    expect(detect(...sample)).toBe(format)
  })

  it('--format overrules the content', () => {
    const sample = ['{"id":"1"}']
    expect(detectFormat({ name: 'file', sample }, 'items')).toBe('ndjson items')
    expect(detectFormat({ name: 'file', sample }, 'events')).toBe('ndjson events')
    expect(detectFormat({ name: 'file', sample: ['what'] }, 'access-log')).toBe('access log')
  })

  it.each([
    ['[{"id":1}]', 'jq'],
    ['{"name":1}', '--format'],
    ['1,2,3', 'session_id,user_id,item_id,timestamp'],
  ])('rejects %s and says what to do', (line, hint) => {
    expect(() => detect(line)).toThrow(hint)
  })
})
