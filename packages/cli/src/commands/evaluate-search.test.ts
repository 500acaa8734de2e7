import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runInkling } from '../../test/run-inkling.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'inkling-evaluate-'))
  const titles = ['boundary layers', 'heated plates', 'supersonic nozzles']
  write('corpus.jsonl.gz', gzipSync(lines(titles.map((title, n) => ({ id: n, title, text: '' })))))
  write('queries.jsonl', lines(titles.map((text, n) => ({ id: `q${n}`, text }))))
  write('qrels.tsv', 'q0\t0\t1\nq1\t1\t2\n')
})
afterEach(() => rmSync(directory, { recursive: true }))

const lines = (records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')
const write = (name: string, content: string | Buffer) => writeFileSync(join(directory, name), content)
const files = ['--corpus', 'corpus.jsonl.gz', '--queries', 'queries.jsonl', '--qrels', 'qrels.tsv']
const evaluate = (...args: string[]) => runInkling(['evaluate', 'search', ...files, ...args], { directory, url: '' })

describe('inkling evaluate search', () => {
  it('prints JSON with the documented keys and leaves out queries without a judgement', async () => {
    const { output, error } = await evaluate('--json')
    expect(error).toBeUndefined()
    const report = JSON.parse(output)
    expect(report).toMatchObject({ queries: 2, unjudged: 1, ndcgAt10: 1, map: 1, recallAt100: 1 })
    expect(report.legs.lexical).toEqual({ ndcgAt10: 1, map: 1, recallAt100: 1 })
    for (const key of ['millisP50', 'millisP99', 'indexSeconds', 'indexBytes']) expect(report[key]).toBeTypeOf('number')
  })

  it('reads the published files of BEIR', async () => {
    write('corpus.jsonl.gz', gzipSync(lines([{ _id: 'a', title: 'boundary layers', text: '', metadata: {} }])))
    write('queries.jsonl', lines([{ _id: 'q', text: 'layers', metadata: {} }]))
    write('qrels.tsv', 'query-id\tcorpus-id\tscore\nq\ta\t1\n')
    expect(JSON.parse((await evaluate('--json')).output)).toMatchObject({ queries: 1, ndcgAt10: 1 })
  })

  it('reads documents and queries in the language that --language names', async () => {
    write(
      'corpus.jsonl.gz',
      gzipSync(
        lines([
          { id: 'a', title: 'Die Häuser am Fluss' },
          { id: 'b', title: 'Ein Garten' },
        ]),
      ),
    )
    write('queries.jsonl', lines([{ id: 'q', text: 'Haus' }]))
    write('qrels.tsv', 'q\ta\t1\n')
    const lexical = async (...language: string[]) =>
      JSON.parse((await evaluate('--json', ...language)).output).legs.lexical.recallAt100
    expect([await lexical('--language', 'de'), await lexical(), await lexical('--language', 'none')]).toEqual([1, 0, 0])
    expect((await evaluate('--language', 'tlh')).error).toContain('Allowed choices are en, de, es, fr, none')
  })

  it('reports the learned blend with --learned', async () => {
    expect(JSON.parse((await evaluate('--json')).output).learned).toBeUndefined()
    const { output } = await evaluate('--json', '--learned')
    expect(JSON.parse(output).learned).toEqual({ ndcgAt10: 1, map: 1, recallAt100: 1 })
    expect((await evaluate('--learned')).output).toContain('learned')
  })

  it('prints a readable report that includes the cost of misspelt queries', async () => {
    write('spellings.tsv', 'boundery\tboundary\nheatde\theated\n')
    for (const typos of [[], ['spellings.tsv']]) {
      const { output, error } = await evaluate('--typos', ...typos)
      expect(error).toBeUndefined()
      for (const text of ['2, 1', 'lexical', 'as served', 'everyWord', '100.0 %']) expect(output).toContain(text)
    }
  })

  it.for([
    ['corpus.jsonl.gz', '{"id":"a"}\nnot JSON\n', 'line 2: this is not a JSON object'],
    ['corpus.jsonl.gz', '\n', 'contains no document'],
    ['queries.jsonl', '\n{"text":"a"}\n', 'line 2: the object has no id'],
    ['qrels.tsv', 'q0\t0\t1\nq1\t1\n', 'line 2: this is not a query, a document and a relevance'],
    ['qrels.tsv', '', 'contains no judgement'],
    ['qrels.tsv', 'q9\t0\t1\n', 'judges no document relevant'],
  ] as const)('names the file and the line that is not valid: %s, %j', async ([file, content, message]) => {
    write(file, content)
    const { error } = await evaluate()
    expect(error).toContain(file)
    expect(error).toContain(message)
  })

  it('names an absent file', async () => {
    rmSync(join(directory, 'qrels.tsv'))
    expect((await evaluate()).error).toContain('qrels.tsv does not exist')
  })
})
