import { expect, it } from 'vitest'
import { detectEncoding } from './encoding.ts'

it.each([[Buffer.of(0xff, 0xfe, 0, 0, 0x73, 0, 0, 0)], [Buffer.of(0, 0, 0xfe, 0xff, 0, 0, 0, 0x73)]])(
  'names a file that begins with %o as UTF-32',
  (start) => {
    expect(() => detectEncoding(start, 'events.csv')).toThrow('events.csv is UTF-32')
  },
)

it('takes the mark of UTF-16 for UTF-16', () => {
  expect(detectEncoding(Buffer.of(0xff, 0xfe, 0x73, 0), 'events.csv')).toBe('utf-16le')
})
