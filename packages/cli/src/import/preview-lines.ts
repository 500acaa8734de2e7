import { CliError } from '../cli-error.ts'
import type { Converter } from './converter.ts'
import type { SkipReason } from './skip-reasons.ts'
import { readLines, type Source } from './source.ts'
import { Tally } from './tally.ts'

const maxRowsShown = 10

export interface Preview {
  readonly tally: Tally
  /** The first values and the line that each came from. */
  /** Why the file cannot be read to its end. */
  readonly problem: string | undefined
  readonly rows: readonly { readonly line: number; readonly value: object }[]
}

/** Converts all lines of a file. `tally.accepted` counts the values that an import would send. */
export async function previewLines<T extends object>(
  source: Source,
  converter: Converter<T>,
  signal: AbortSignal,
): Promise<Preview> {
  const tally = new Tally()
  const rows: { line: number; value: T }[] = []
  const put = (line: number, result: T | SkipReason) => {
    if (typeof result === 'string') tally.skip(line, result)
    else if (++tally.accepted <= maxRowsShown) rows.push({ line, value: result })
  }
  const output = { put, note: (text: string) => tally.note(text) }
  let problem: string | undefined
  try {
    for await (const { lines } of readLines(source)) {
      signal.throwIfAborted()
      for (const line of lines) converter.read(line, ++tally.lines, output)
    }
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    problem = error.message
  }
  converter.end(output)
  return { tally, rows, problem }
}
