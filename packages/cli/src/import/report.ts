import { formatCount } from './format.ts'
import { skipReasons } from './skip-reasons.ts'
import type { Tally } from './tally.ts'

/** The result of importing one file, as `--json` prints it. */
export interface Report {
  readonly file: string
  readonly format: string
  readonly lines: number
  /** If above 0, an earlier run imported the lines up to this one, and the other counts are of the lines after it. */
  readonly resumedAfterLine: number
  readonly accepted: number
  /** Stored before: by an earlier import, or from an earlier line of the file. */
  readonly duplicates: number
  readonly rejected: readonly Faults[]
  readonly skipped: readonly (Faults & { readonly fault: boolean })[]
  readonly notes: readonly string[]
  readonly seconds: number
  readonly perSecond: number
  /** False if nothing was imported because lines are at fault or there are none. */
  readonly ok: boolean
}

export interface Faults {
  readonly code: string
  /** The field that the server names, as a JSON pointer. */
  readonly pointer?: string
  readonly count: number
  readonly firstLines: readonly number[]
  readonly detail: string
}

export interface ReportFacts {
  readonly file: string
  readonly format: string
  readonly resumedAfterLine: number
  readonly seconds: number
}

export function toReport(tally: Tally, facts: ReportFacts): Report {
  const imported = tally.accepted + tally.duplicates > 0 || facts.resumedAfterLine > 0
  const hasRows = tally.skipped.size > 0 || tally.rejected.size > 0
  return {
    ...facts,
    lines: tally.lines,
    accepted: tally.accepted,
    duplicates: tally.duplicates,
    rejected: [...tally.rejected.values()],
    skipped: skippedOf(tally),
    notes: [...tally.notes, ...(hasRows || imported ? [] : ['there are no rows'])],
    seconds: Math.round(facts.seconds * 1000) / 1000,
    perSecond: Math.round(tally.answered / Math.max(0.001, facts.seconds)),
    ok: imported || (hasRows && !tally.hasFaults),
  }
}

export function skippedOf(tally: Tally): Report['skipped'] {
  return [...tally.skipped].map(([code, { count, firstLines }]) => {
    const { text, fault } = skipReasons[code]
    return { code, count, firstLines, detail: text, fault }
  })
}

/** The report as text. */
export function renderReport(report: Report): string {
  return [
    `${report.file}: ${report.format}, ${report.seconds} s, ${formatCount(report.perSecond)} per second`,
    row('lines read', report.lines),
    ...(report.resumedAfterLine > 0 ? [row('imported before, up to line', report.resumedAfterLine)] : []),
    row('accepted', report.accepted),
    row('already there', report.duplicates),
    row('rejected by the server', sum(report.rejected)),
    ...report.rejected.map((faults) => row(`  ${faults.code}`, faults.count, `${placesOf(faults)}: ${whyOf(faults)}`)),
    row('skipped', sum(report.skipped)),
    ...report.skipped.map((faults) => row(`  ${faults.detail}`, faults.count, placesOf(faults))),
    ...report.notes.map((note) => `  note: ${note}`),
  ].join('\n')
}

const whyOf = ({ pointer, detail }: Faults) => (pointer ? `${pointer}: ${detail}` : detail)

export const row = (label: string, count: number, remark = '') =>
  `  ${label.padEnd(48)}${formatCount(count).padStart(12)}${remark && `  ${remark}`}`

export const sum = (all: readonly Faults[]) => all.reduce((total, { count }) => total + count, 0)

/** The first lines with the fault; `…` stands for more. */
export function placesOf({ count, firstLines }: Faults): string {
  const more = count > firstLines.length ? ' …' : ''
  return `line${firstLines.length > 1 ? 's' : ''} ${firstLines.join(', ')}${more}`
}
