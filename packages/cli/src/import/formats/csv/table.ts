import type { FormatOptions, Sample } from '../format.ts'
import { splitCsv } from './split-csv.ts'

/** The columns of a file of separated values. */
export interface Table {
  readonly separator: string
  readonly names: readonly string[]
  /** The number of the line with the header; 0 if there is none. */
  readonly headerLine: number
}

const separators = [',', ';', '\t', '|', '::', '\u0001', '^', '~', ':', ' '] as const
/** Exports have comments, titles and `sep=;` before the header. */
const maxHeaderLine = 30

/**
 * Finds the header: the first line that one of the separators splits into names that `isHeader` accepts.
 * A header may be commented out, as in `# user_id item_id`.
 */
export function findTable(
  { sample }: Pick<Sample, 'sample'>,
  isHeader: (names: readonly string[]) => boolean,
): Table | undefined {
  for (const [index, line] of sample.slice(0, maxHeaderLine).entries()) {
    for (const separator of separators) {
      if (!line.includes(separator)) continue
      const names = splitCsv(line.replace(/^\s*#\s*/, ''), separator)?.map((name) => name.trim())
      if (names && isHeader(names)) return { separator, names, headerLine: index + 1 }
    }
  }
  return undefined
}

/** The table that `--header` describes. The separator is the one that gives each row as many fields. */
export function givenTable({ sample }: Pick<Sample, 'sample'>, names: NonNullable<FormatOptions['header']>): Table {
  const rows = sample.slice(0, maxHeaderLine)
  const fits = (separator: string) => rows.filter((row) => splitCsv(row, separator)?.length === names.length).length
  const [best = ','] = [...separators].sort((a, b) => fits(b) - fits(a))
  return { separator: best, names, headerLine: 0 }
}

/** The rows of the sample, without the header. */
export function rowsOf({ sample }: Pick<Sample, 'sample'>, { separator, headerLine }: Table): string[][] {
  return sample
    .slice(headerLine)
    .filter((line) => line.trim() !== '')
    .slice(0, maxRowsSampled)
    .flatMap((line) => {
      const fields = splitCsv(line, separator)
      return fields ? [fields] : []
    })
}

/** Enough rows to detect the unit of the times. */
const maxRowsSampled = 1000

const separatorNames: Readonly<Record<string, string>> = { '\t': 'tab', ' ': 'blank', '\u0001': '^A' }

/** The unusual properties of a table, for the report of a dry run. */
export const describeTable = ({ separator, headerLine, names }: Table): string[] => [
  ...(separator === ',' ? [] : [`separator ${separatorNames[separator] ?? separator}`]),
  ...(headerLine === 0 ? [`no header; the columns are taken as ${names.join(', ')}`] : []),
]
