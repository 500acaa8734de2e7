import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runInkling } from '../../test/run-inkling.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'inkling-evaluate-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Visits that go round a ring of ten pages. */
function visits(from: number, to: number): string {
  const rows = Array.from({ length: (to - from) * 4 }, (_, n) => {
    const visit = from + Math.floor(n / 4)
    return `s${visit},,page ${(visit + (n % 4)) % 10},${1_600_000_000 + visit * 60 + (n % 4)}`
  })
  return `session_id,user_id,item_id,timestamp\n${rows.join('\n')}\n`
}

const evaluate = (...args: string[]) => runInkling(['evaluate', ...args], { directory, url: '' })
const write = (name: string, text: string) => writeFileSync(join(directory, name), text)

describe('inkling evaluate', () => {
  it('learns from one file and predicts another, and prints JSON with the documented keys', async () => {
    write('train.csv', visits(0, 200))
    write('test.csv', visits(200, 240))
    const { output, error } = await evaluate(
      'next-item',
      '--train',
      'train.csv',
      '--test',
      'test.csv',
      '--frozen',
      '--json',
    )
    expect(error).toBeUndefined()
    const report = JSON.parse(output)
    expect(report).toMatchObject({ cases: 120, hitRateAt20: 1 })
    expect(report.mrrAt20).toBeGreaterThan(0.9)
    const keys = ['hitRateAt10', 'ndcgAt10', 'ece', 'scoreMicrosP50', 'scoreMicrosP99', 'trainSeconds', 'modelBytes']
    for (const key of keys) expect(report[key]).toBeTypeOf('number')
    expect(Object.keys(report.components)).toContain('vmisKnn')
  })

  it('learns from the older part of a log, predicts the rest and prints a readable report', async () => {
    write('events.csv', visits(0, 200))
    const { output, error } = await evaluate('events.csv')
    expect(error).toBeUndefined()
    for (const text of ['120', 'Calibration', 'VIEWS CAUGHT', 'transitions']) expect(output).toContain(text)
  })

  it('does not predict items that the user has if one item per user is held out', async () => {
    const user = (n: number, ...items: string[]) => items.map((item, at) => `u${n},u${n},${item},${at}`).join('\n')
    const head = 'session_id,user_id,item_id,timestamp\n'
    const train = Array.from({ length: 60 }, (_, n) => user(n, 'a', 'b')).join('\n')
    write('train.csv', `${head}${train}\n${user(60, 'a', 'b', 'c', 'd')}`)
    write('valid.csv', `${head}${user(0, 'c')}`)
    write('test.csv', `${head}${user(0, 'd')}`)
    const files = ['--train', 'train.csv', '--valid', 'valid.csv', '--test', 'test.csv']
    const { output, error } = await evaluate('next-item', ...files, '--frozen', '--json')
    expect(error).toBeUndefined()
    expect(JSON.parse(output)).toMatchObject({ cases: 1, hitRateAt1: 1 })
  })

  it('measures at most as many cases as --cases says, which needs --frozen', async () => {
    write('train.csv', visits(0, 200))
    write('test.csv', visits(200, 240))
    const files = ['next-item', '--train', 'train.csv', '--test', 'test.csv', '--budget', '1', '--cases', '30']
    const { output, error } = await evaluate(...files, '--frozen', '--json')
    expect([error, JSON.parse(output).cases]).toEqual([undefined, 30])
    expect((await evaluate(...files)).error).toContain('--cases needs --frozen')
    expect((await evaluate(...files.slice(0, -1), '0', '--frozen')).error).toContain('It must be a whole number from 1')
  })

  it('names a file that is empty or absent', async () => {
    write('empty.csv', 'session_id,item_id\n')
    expect((await evaluate('empty.csv')).error).toContain('contains no event')
    expect((await evaluate('absent.csv')).error).toContain('absent.csv')
  })
})
