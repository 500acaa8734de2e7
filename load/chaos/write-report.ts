import { writeFileSync } from 'node:fs'
import { kindNames } from '../src/mix/kinds.ts'
import type { Result } from './results.ts'

const percent = (share: number | undefined) => (share === undefined ? '' : `${(100 * share).toFixed(0)} %`)
const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`

const head = `# Game days

Written by \`pnpm chaos\`; do not edit. Each game day makes one fault while the traffic mix is sent in an open loop to a
private stack. A request counts as good if it is answered within its objective (events and predictions 500 ms,
suggestions 400 ms, searches 300 ms, runs and learning metrics 1 s), degraded answers included. *Lost* counts the
events that were acknowledged and are not in Postgres. *Recovery* is the time from the end of the fault until clients
see no more of it: two seconds with 95 % of the answers to each kind of call in time and complete; of a kind that is
seldom sent, the first three answers count.
`

/** Writes RESULTS.md: a table of all game days, and what each showed. */
export function writeReport(results: readonly Result[]): void {
  const held = results.filter(({ verdict }) => verdict === 'holds').length
  const summary = `${held} of ${results.length} game days hold.`
  const table = [
    row(['Game day', 'Verdict', ...kindNames.map((kind) => `Good ${kind}`), 'Lost', 'Recovery']),
    row(['---', '---', ...kindNames.map(() => '---:'), '---:', '---:']),
    ...results.map(tableRow),
  ]
  const text = [head, summary, '', ...table, '', ...results.map(paragraph)].join('\n')
  writeFileSync(new URL('RESULTS.md', import.meta.url), text)
}

const seconds = (recovery: number | null) => (recovery === null ? 'not seen' : `${recovery.toFixed(1)} s`)

function tableRow({ name, verdict, goodput, events, recoverySeconds, reason }: Result): string {
  const measured = reason === undefined
  const goodputs = kindNames.map((kind) => percent(goodput[kind]))
  const [lost, recovery] = measured ? [`${events.lost} of ${events.acknowledged}`, seconds(recoverySeconds)] : ['', '']
  return row([name, verdict, ...goodputs, lost, recovery])
}

function paragraph({ name, fault, verdict, reason, seen, faultSeconds, findings, commit, date }: Result): string {
  const title = `## ${name}: ${verdict}\n`
  if (reason !== undefined) return [title, wrapped(`${fault}. ${reason}. (${commit}, ${date} UTC)`), ''].join('\n')
  const intro = `${fault}, for ${faultSeconds.toFixed(0)} s (${commit}, ${date} UTC).`
  return [
    title,
    wrapped(intro),
    wrapped(
      `Clients saw: ${Object.entries(seen)
        .map(([kind, text]) => `${kind} ${text}`)
        .join('; ')}.`,
    ),
    '',
    ...findings.map(({ holds, what, seen }) => wrapped(`- ${holds ? 'holds' : '**fails**'}: ${what}; seen: ${seen}`)),
    '',
  ].join('\n')
}

const columns = 118

/** Breaks a line between words. */
function wrapped(line: string): string {
  const lines: string[] = []
  let current = ''
  for (const word of line.replaceAll('|', '\\|').split(' ')) {
    if (current.length + word.length + 1 > columns) {
      lines.push(current)
      current = line.startsWith('-') ? ' ' : ''
    }
    current += current === '' ? word : ` ${word}`
  }
  return [...lines, current].join('\n')
}
