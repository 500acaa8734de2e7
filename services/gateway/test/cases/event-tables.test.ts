import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { readEach, readOne, tryFile } from '../support/imports.ts'

const folder = await commandFolder()
const columns = ['session_id', 'user_id', 'item_id', 'timestamp']
const views = [
  ['visit-1', 'ada', 'thé-1', '1714990000'],
  ['visit-1', 'ada', 'thé-2', '1714990060'],
]
const table = (separator = ',', lineEnd = '\n') =>
  [columns, ...views].map((fields) => fields.join(separator) + lineEnd).join('')
const [header = '', first = '', second = ''] = table().split('\n')
const quoted = [columns, ...views].map((fields) => fields.map((field) => `"${field}"`).join(',')).join('\n')

/** One table, as different tools write it. */
const written: Readonly<Record<string, string | Buffer>> = {
  'with commas': table(),
  'with semicolons, a byte order mark and CRLF': `\ufeff${table(';', '\r\n')}`,
  'with tabs': table('\t'),
  'with bars': table('|'),
  'with a blank after each comma': table(', '),
  'with CR as line end': table(',', '\r'),
  'with quotes around every field': `${quoted}\n`,
  'with a final separator': table().replaceAll('\n', ',\n'),
  'in UTF-16 as Excel writes it': Buffer.from(`\ufeff${table('\t', '\r\n')}`, 'utf16le'),
  'in UTF-16 with the high byte first': Buffer.from(`\ufeff${table()}`, 'utf16le').swap16(),
  'with a comment before the header': `# exported on Monday\n${table()}`,
  'with the separator before the header': `sep=;\n${table(';')}`,
  'with its header in capitals': table().replace(header, header.toUpperCase()),
  'with its header as words': table().replace(header, '"Session ID","User ID","Item ID","Timestamp"'),
  'with its header in camel case': table().replace(header, 'sessionId,userId,itemId,timestamp'),
  'with its header twice': [header, first, header, second, ''].join('\n'),
  'with a column twice': [`${header},timestamp`, `${first},1`, `${second},2`, ''].join('\n'),
  'with blank lines': table().replaceAll('\n', '\n\n'),
  'with columns of its own': `shop,${header}\n7,${first}\n7,${second}\n`,
}
const readings = await readEach(folder, written)

it.each(Object.keys(written))('reads a table of events %s', (name) => {
  const view = { type: 'view', sessionId: 'visit-1', userId: 'ada' }
  expect(readings[name]).toMatchObject({ format: 'csv events', ok: true })
  expect(readings[name]?.rows.map(({ value }) => value)).toMatchObject([
    { ...view, itemId: 'thé-1', occurredAt: '2024-05-06T10:06:40.000Z' },
    { ...view, itemId: 'thé-2', occurredAt: '2024-05-06T10:07:40.000Z' },
  ])
})

/** A table with the header of the others. */
const tableOf = (rows: readonly string[]) => [header, ...rows, ''].join('\n')

it('reads quoted fields with quotes, separators and line ends', async () => {
  const rows = ['v1,ada,"7"" pot, ""blue""",1714990000,"first\nsecond, third"', 'v1,ada,cup,1714990060,plain']
  const reading = await readOne(folder, [`${header},note`, ...rows, ''].join('\n'))
  expect(reading.rows.map(({ value }) => value.itemId)).toEqual(['7" pot, "blue"', 'cup'])
})

const times: readonly (readonly [time: string, read: string])[] = [
  ['2024-05-06 10:06:40', '2024-05-06T10:06:40.000Z'],
  ['2024-05-06 10:06:40.250', '2024-05-06T10:06:40.250Z'],
  ['2024-05-06 10:06:40 UTC', '2024-05-06T10:06:40.000Z'],
  ['2024-05-06 10:06:40 +0000 UTC', '2024-05-06T10:06:40.000Z'],
  ['2024-05-06T10:06:40', '2024-05-06T10:06:40.000Z'],
  ['2024-05-06T12:06:40+0200', '2024-05-06T10:06:40.000Z'],
  ['2024-05-06 12:06:40+02', '2024-05-06T10:06:40.000Z'],
  ['2024-05-06', '2024-05-06T00:00:00.000Z'],
  ['"1,714,990,000"', '2024-05-06T10:06:40.000Z'],
  ['1.71499e9', '2024-05-06T10:06:40.000Z'],
  ['1714990000000', '2024-05-06T10:06:40.000Z'],
  ['1714990000000000', '2024-05-06T10:06:40.000Z'],
]
const timed = await readEach(folder, Object.fromEntries(times.map(([time]) => [time, tableOf([`v1,ada,cup,${time}`])])))

it.each(times)('reads the time %s as %s, and says if it names no zone', (time, expected) => {
  expect(timed[time]?.rows.map(({ value }) => value.occurredAt)).toEqual([expected])
  const namesNoZone = /^\d{4}-\d\d-\d\d([T ][\d:.]+)?$/.test(time)
  expect(timed[time]?.notes).toEqual(namesNoZone ? ['times without a zone are taken as UTC'] : [])
})

it('skips times of another unit than the others instead of storing them', async () => {
  const rowsAt = (...values: string[]) => tableOf(values.map((time) => `v1,ada,cup,${time}`))
  const { seconds, milliseconds } = await readEach(folder, {
    seconds: rowsAt('1714990000', '1714990060', '1714990120000'),
    milliseconds: rowsAt('1714990000000', '1714990060', '1714990120000'),
  })
  expect(seconds).toMatchObject({ wouldSend: 2, skipped: [{ code: 'otherUnit', firstLines: [4] }] })
  expect(milliseconds).toMatchObject({ wouldSend: 2, skipped: [{ code: 'otherUnit', firstLines: [3] }] })
})

it('takes the nulls of other tools for no user, and 0 for one', async () => {
  const nulls = ['null', 'NULL', 'None', '', 'undefined', 'nan', 'NaN', '-', '\\N']
  const rows = [...nulls, '0'].map((user, n) => `v${n},${user},cup,1714990000`)
  const reading = await readOne(folder, tableOf(rows))
  expect(reading.rows.map(({ value }) => value.userId)).toEqual([...nulls.map(() => undefined), '0'])
  expect(reading.wouldSend).toBe(10)
})

const faults: readonly (readonly [name: string, rows: string[], code: string, line: number])[] = [
  ['a stray quote', ['v0,ada,"open,1714990000', first, second], 'malformed', 2],
  ['too few fields', [first, 'v2,bo', second], 'columns', 3],
  ['too many fields', [first, `${second},more,fields`], 'columns', 3],
  ['no item', ['v0,ada,,1714990000', first], 'noItem', 2],
  ['a time that is none', ['v0,ada,cup,soon', first], 'badTime', 2],
  ['a time in the future', ['v0,ada,cup,2999-01-01T00:00:00Z', first], 'future', 2],
]
const faulty = await readEach(folder, Object.fromEntries(faults.map(([name, rows]) => [name, tableOf(rows)])))

it.each(faults)('skips only the row with %s and names its line', (name, rows, code, line) => {
  const skipped = [{ code, count: 1, firstLines: [line] }]
  expect(faulty[name]).toMatchObject({ wouldSend: rows.length - 1, skipped })
})

it('skips rows with bytes of another encoding until it is named', async () => {
  const latin1 = Buffer.from(table(), 'latin1')
  const { code, printed } = await tryFile(folder, 'latin1.csv', latin1)
  expect([code, printed]).toEqual([1, expect.stringContaining('--encoding latin1')])
  const reading = await readOne(folder, latin1, '--encoding', 'latin1')
  expect(reading.rows.map(({ value }) => value.itemId)).toEqual(['thé-1', 'thé-2'])
})
