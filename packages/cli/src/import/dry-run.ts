import { formatCount } from './format.ts'
import type { Plan } from './plan-import.ts'
import type { Preview } from './preview-lines.ts'
import { type Faults, placesOf, row, skippedOf, sum } from './report.ts'

/** The effect that an import of one file would have, as `--dry-run --json` prints it. */
export interface DryRun {
  readonly file: string
  readonly format: string
  readonly mapping: readonly string[]
  readonly lines: number
  readonly wouldSend: number
  readonly rows: Preview['rows']
  readonly skipped: readonly (Faults & { readonly fault: boolean })[]
  readonly notes: readonly string[]
  /** False if nothing would be imported or the file cannot be read to its end. */
  readonly ok: boolean
}

/** Reads and converts a file as an import does, without sending anything. */
export async function dryRun({ source, format, mapping, preview }: Plan, signal: AbortSignal): Promise<DryRun> {
  const { tally, rows, problem } = await preview(signal)
  return {
    file: source.name,
    format,
    mapping,
    lines: tally.lines,
    wouldSend: tally.accepted,
    rows,
    skipped: skippedOf(tally),
    notes: [...tally.notes, ...(problem === undefined ? [] : [problem])],
    ok: tally.accepted > 0 && problem === undefined,
  }
}

/** The dry run as text. */
export function renderDryRun({ file, format, mapping, lines, wouldSend, rows, skipped, notes }: DryRun): string {
  return [
    `${file}: ${format}`,
    ...mapping.map((text) => `  ${text}`),
    ...(rows.length > 0 ? [`  the first ${rows.length === 1 ? 'row' : `${formatCount(rows.length)} rows`}:`] : []),
    ...rows.map(({ line, value }) => `    line ${line}: ${JSON.stringify(value)}`),
    row('lines read', lines),
    row('would be sent', wouldSend),
    row('would be skipped', sum(skipped)),
    ...skipped.map((faults) => row(`  ${faults.detail}`, faults.count, placesOf(faults))),
    ...notes.map((note) => `  note: ${note}`),
    ...(wouldSend === 0 && skipped.length === 0 ? ['  note: there are no rows'] : []),
  ].join('\n')
}
