/**
 * Gives each parser that reads what strangers send its share of hostile texts, and tells the slowest and what was
 * thrown that the parser does not say it throws. Ends with status 1 if a text takes over 10 ms or an error escaped.
 *
 *   pnpm bench:hostile [--texts 1000000] [--seed 1] [--only NAME]
 */
import { parseArgs } from 'node:util'
import { judgeParser } from './hostile/judge-parser.ts'
import { parsers } from './hostile/parsers.ts'
import { printHead, printRow } from './table.ts'

const mostMs = 10

const { values } = parseArgs({
  options: {
    texts: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})
const chosen = parsers.filter(({ name }) => name.includes(values.only))
const seed = Number(values.seed)
const texts = Math.ceil(Number(values.texts) / chosen.length)

printHead([`parser (seed ${seed})`, 'texts', 'refused', 'slowest, ms', 'thrown past its boundary'])
for (const parser of chosen) {
  const { name, refused, slowestMs, slowest, escaped, firstEscaped } = await judgeParser(parser, { texts, seed })
  printRow([name, texts, refused, slowestMs.toFixed(2), escaped])
  if (firstEscaped) console.error(name, 'threw', firstEscaped.error, 'for', shown(firstEscaped.text))
  if (slowestMs > mostMs) console.error(name, 'took', slowestMs.toFixed(1), 'ms for', shown(slowest))
  if (firstEscaped || slowestMs > mostMs) process.exitCode = 1
}

function shown(text: string): string {
  const cut = text.length > 300 ? `${text.slice(0, 200)} … ${text.slice(-60)}` : text
  return `${JSON.stringify(cut)}, ${text.length} characters`
}
