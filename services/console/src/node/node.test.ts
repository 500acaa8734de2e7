import * as crypto from 'node:crypto'
import * as net from 'node:net'
import * as zlib from 'node:zlib'
import { expect, it } from 'vitest'
import { hash } from './crypto.ts'
import { isIP } from './net.ts'
import { crc32 } from './zlib.ts'

it('hashes of a text are those of Node, so that an event has the same id from the command and from the page', () => {
  for (const text of ['', 'a\n1', 'Straße 🎈', '<script>'.repeat(99)]) {
    expect(hash('sha256', text)).toBe(crypto.hash('sha256', text))
    expect(crc32(text)).toBe(zlib.crc32(text))
  }
})

it.each(['192.0.2.1', '256.1.1.1', '1.2.3', '::1', '2001:db8::1', '2001:db8', 'fe80::g', '01.2.3.4', '', 'a:b'])(
  '%s is the address that it is for Node',
  (text) => {
    expect(isIP(text)).toBe(net.isIP(text))
  },
)
