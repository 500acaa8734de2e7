import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { readEach } from '../support/imports.ts'
import { combined } from './access-log-dialects.ts'

const folder = await commandFolder()
const request = combined({ minute: 1, address: '203.0.113.7', page: '/open', status: 200 })
const scans = Array.from({ length: 300 }, (_, n) => `\\x05\\x01 scan ${n}`)

/** Files whose last line, without a line end, tells what they are. */
const files = {
  'the only row of a table': ['session_id,item_id,timestamp', 'v1,cup,1714990000000'].join('\n'),
  'the only row of a packed table': gzipSync(['session_id,item_id,timestamp', 'v1,cup,1714990000000'].join('\n')),
  'the only request of a log': [...scans, request].join('\n'),
}
const readings = await readEach(folder, files)

it.each(Object.keys(files) as (keyof typeof files)[])('recognises %s, though it has no line end', (name) => {
  expect(readings[name]).toMatchObject({ wouldSend: 1, ok: true })
  expect(readings[name].rows[0]?.value).toMatchObject({ itemId: name.endsWith('log') ? '/open' : 'cup' })
})

it('takes the unit of times from the only row of a table', () => {
  const [row] = readings['the only row of a table'].rows
  expect(row?.value.occurredAt).toBe('2024-05-06T10:06:40.000Z')
})
