import { expect, it } from 'vitest'
import { commandFolder } from '../support/command-folder.ts'
import { importingTenant } from '../support/imports.ts'

const folder = await commandFolder()
const { importFiles } = await importingTenant(folder)

it.each([
  ['an attribute that is an object', { attributes: { size: { height: 3 } } }, '/attributes/size'],
  ['a date that is none', { expiresAt: 'soon' }, '/expiresAt'],
])('names the line and the field of an item with %s', async (_name, fields, pointer) => {
  const lines = [
    { id: 'good', title: 'Good' },
    { id: 'bad', title: 'Bad', ...fields },
  ]
  await folder.write({ 'items.ndjson': lines.map((line) => `${JSON.stringify(line)}\n`).join('') })
  const [report] = await importFiles('items.ndjson', '--fresh')
  expect(report).toMatchObject({ accepted: 1, rejected: [{ count: 1, firstLines: [2] }] })
  expect(JSON.stringify(report?.rejected)).toContain(pointer)
})
