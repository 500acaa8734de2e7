import { describe, expect, it } from 'vitest'
import { renderReport, toReport } from './report.ts'
import { Tally } from './tally.ts'

const facts = { file: 'a.csv', format: 'csv events', resumedAfterLine: 0, seconds: 2 }

describe('report', () => {
  it('reports counts by reason with the first lines', () => {
    const tally = new Tally()
    tally.lines = 2010
    tally.acknowledge([2, 3], {
      accepted: 1999,
      duplicates: 0,
      rejected: [{ index: 1, code: 'x', detail: 'is wrong' }],
    })
    for (let line = 4; line < 11; line++) tally.skip(line, 'noItem')
    tally.note('columns ignored: price')
    expect(renderReport(toReport(tally, facts))).toBe(`a.csv: csv events, 2 s, 1,000 per second
  lines read                                             2,010
  accepted                                               1,999
  already there                                              0
  rejected by the server                                     1
    x                                                        1  line 3: is wrong
  skipped                                                    7
    no item id                                               7  lines 4, 5, 6, 7, 8 …
  note: columns ignored: price`)
  })

  it('reports a failure only if nothing was imported and a line is at fault', () => {
    const leftOut = new Tally()
    leftOut.skip(1, 'bot')
    const wrong = new Tally()
    wrong.skip(1, 'malformed')
    const repeated = new Tally()
    repeated.skip(1, 'malformed')
    repeated.acknowledge([2], { accepted: 0, duplicates: 1, rejected: [] })
    expect([leftOut, wrong, repeated].map((tally) => toReport(tally, facts).ok)).toEqual([true, false, true])
  })
})
