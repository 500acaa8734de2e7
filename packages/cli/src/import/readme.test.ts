import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runInkling } from '../../test/run-inkling.ts'

const directory = mkdtempSync(join(tmpdir(), 'inkling-readme-'))
afterAll(() => rmSync(directory, { recursive: true }))

const request = (time: string, target: string) =>
  `203.0.113.7 - - [03/May/2026:${time} +0000] "GET ${target} HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux x86_64)"\n`

/** The files of the dry runs in the README. */
const files: Readonly<Record<string, string>> = {
  'ratings.csv': 'userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,3,4.0,964982763\n',
  'access.log': request('10:01:00', '/p?id=7&ref=mail') + request('10:01:01', '/style.css'),
  'products.ndjson': `${JSON.stringify({
    '@type': 'Product',
    sku: 'SKU-1',
    name: 'Copper pipe',
    offers: { price: '7.50', priceCurrency: 'EUR' },
  })}\n`,
}

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const runs = [...readme.matchAll(/^ {4}\$ inkling (import (\S+) .*)\n((?: {4}.*\n)+)/gm)]

it('the README shows a dry run of three kinds of files', () => {
  expect(runs.map(([, , file]) => file)).toEqual(Object.keys(files))
})

it.each(runs.map(([, args = '', file = '', output = '']) => ({ args, file, output })))(
  'the README shows what `inkling $args` really prints',
  async ({ args, file, output }) => {
    writeFileSync(join(directory, file), files[file] ?? '')
    const real = await runInkling(args.split(' '), { directory, url: 'http://127.0.0.1:1' })
    expect(real.error).toBeUndefined()
    expect(real.output).toMatch(patternOf(output.replaceAll(/^ {4}/gm, '').trimEnd()))
  },
)

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** In the README, … stands for a part that is left out; alone on its line, for any number of lines. */
function patternOf(shown: string): RegExp {
  const lines = shown.split('\n').map((line) => {
    if (line.trim() === '…') return '(?:.*\\n)*'
    return `${line.split('…').map(escaped).join('.*')}\n`
  })
  return new RegExp(`^${lines.join('').replace(/\n$/, '')}$`)
}
