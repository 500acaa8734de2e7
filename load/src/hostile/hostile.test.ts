import { expect, it } from 'vitest'
import { hostileTexts } from './hostile-texts.ts'
import { type HostileParser, judgeParser } from './judge-parser.ts'
import { parsers } from './parsers.ts'

/** Far above what any takes, and far below what one that goes back in its text would take. */
const mostMs = 5_000

it.each(parsers.map((parser) => [parser.name, parser] as const))(
  '%s: no hostile text takes long or throws what it does not say',
  async (_name, parser) => {
    const { firstEscaped, slowestMs, slowest } = await judgeParser(parser, { texts: 400, seed: 1 })
    expect(firstEscaped).toBeUndefined()
    expect(slowestMs, slowest.slice(0, 200)).toBeLessThan(mostMs)
  },
)

const greedy: HostileParser = {
  ...{ name: 'greedy', samples: ['a"b" "c"'], mostCharacters: 20_000, refuses: () => false },
  parse: (text) => {
    if (text.includes('\0')) throw new Error('no zeros')
    let steps = 0
    for (let from = 0; from < text.length; from++) for (let at = from; at < text.length; at++) steps++
    return steps
  },
}

it('a parser that takes quadratic time and throws is found out', async () => {
  const verdict = await judgeParser(greedy, { texts: 200, seed: 1 })
  expect(verdict.slowestMs).toBeGreaterThan(10)
  expect(verdict.firstEscaped?.error).toEqual(new Error('no zeros'))
  expect(verdict.escaped).toBeGreaterThan(0)
})

it('the texts are the same for the same seed, and others for another', () => {
  const textsOf = (seed: number) => {
    const made = hostileTexts({ samples: ['kind = "doc"'], mostCharacters: 500, seed })
    return Array.from({ length: 100 }, () => made.next().value)
  }
  expect(textsOf(3)).toEqual(textsOf(3))
  expect(textsOf(3)).not.toEqual(textsOf(4))
  expect(new Set(textsOf(3)).size).toBeGreaterThan(70)
})
