import { hash } from 'node:crypto'
import { Batcher } from '@inkling/cli/batcher'
import { CliError } from '@inkling/cli/cli-error'
import { maxBatchLength } from '@inkling/cli/deliver'
import { recognise } from '@inkling/cli/recognise'
import { skipReasons } from '@inkling/cli/skip-reasons'
import { Tally } from '@inkling/cli/tally'
import { UnknownFormat } from '@inkling/cli/unknown-format'
import { FileFault } from '../../data/file-fault.ts'
import type { ColumnChoice } from './column-choice.ts'
import type { PostEventsLine, PutItemsLine } from './lines.ts'

/** The recognised format of a file, and what an import of it would send. Made by the code of `inkling import`. */
export interface Plan {
  readonly kind: 'events' | 'items'
  readonly format: string
  readonly mapping: readonly string[]
  readonly lines: number
  readonly accepted: number
  readonly skipped: readonly { readonly text: string; readonly count: number; readonly firstLines: readonly number[] }[]
  readonly notes: readonly string[]
  readonly batches: readonly (readonly (PostEventsLine | PutItemsLine)[])[]
}

const sampled = 200
const batchSize = 500

/**
 * @param choice which column is which, if the file does not tell
 * @throws FileFault that says what the file seems to be, if it cannot be read so
 */
export function planImport(name: string, lines: readonly string[], choice: ColumnChoice | undefined): Plan {
  const source = { name, sample: lines.slice(0, sampled), digest: digestOf(lines) }
  const { converter, kind, mapping, name: format } = reading(source, choice)
  const tally = new Tally()
  const batcher = new Batcher<object>({ size: batchSize, length: maxBatchLength[kind] }, 0, tally)
  lines.forEach((line, index) => void converter.read(line, index + 1, batcher as never))
  converter.end(batcher as never)
  batcher.close()
  const batches = batcher.takeFull().map(({ values }) => values as (PostEventsLine | PutItemsLine)[])
  return {
    kind,
    format,
    mapping,
    lines: lines.length,
    accepted: batches.reduce((sum, { length }) => sum + length, 0),
    skipped: [...tally.skipped].map(([reason, { count, firstLines }]) => ({
      text: skipReasons[reason].text,
      count,
      firstLines,
    })),
    notes: [...tally.notes],
    batches,
  }
}

function reading(source: Parameters<typeof recognise>[0], choice: ColumnChoice | undefined) {
  try {
    return recognise(source, { type: 'view', latestMs: Date.now() + 60_000, ...choice })
  } catch (cause) {
    if (cause instanceof UnknownFormat) throw new FileFault(cause.what, cause.columns, { cause })
    throw cause instanceof CliError ? new FileFault(cause.message, [], { cause }) : cause
  }
}

const identifyingLength = 4 * 1024

/** That of the command: events without ids get the same ids from both, also when the file is imported again. */
const digestOf = (lines: readonly string[]) =>
  hash('sha256', lines.slice(0, sampled).join('\n').slice(0, identifyingLength)).slice(0, 12)
