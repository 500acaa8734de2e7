import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { importingTenant } from '../support/imports.ts'

const folder = await commandFolder()
const rows = Array.from({ length: 3000 }, (_, n) => `v${n},cup-${n % 7},${1_714_990_000 + n * 60}`)
const whole = gzipSync(['session_id,item_id,timestamp', ...rows, ''].join('\n'))

it('the whole file after its cut off copy stores no event a second time, as the command promises', async () => {
  const { id, importFiles } = await importingTenant(folder)
  await folder.write({ 'events.csv.gz': whole.subarray(0, whole.length >> 1) })
  const { code, printed } = await folder.inkling('import', 'events.csv.gz', '--tenant', id)
  expect([code, printed]).toEqual([1, expect.stringContaining('no event is stored twice')])
  await folder.write({ 'events.csv.gz': whole })
  const [again] = await importFiles('events.csv.gz')
  expect(again?.duplicates).toBeGreaterThan(1000)
  expect((again?.accepted ?? 0) + (again?.duplicates ?? 0)).toBe(3000)
})

it('a file that has grown adds only its new rows', async () => {
  const { importFiles } = await importingTenant(folder)
  const table = (count: number) => ['session_id,item_id,timestamp', ...rows.slice(0, count), ''].join('\n')
  await folder.write({ 'log.csv': table(1000) })
  await importFiles('log.csv')
  await folder.write({ 'log.csv': table(1500) })
  expect(await importFiles('log.csv')).toMatchObject([{ accepted: 500, duplicates: 1000 }])
})
