import type { InklingClient } from '@inkling/client'
import { deliverEvents, deliverItems, maxBatchLength } from './deliver.ts'
import type { FormatOptions, Reading } from './formats/format.ts'
import { recognise } from './formats/recognise.ts'
import { loadLines, type Run } from './load-lines.ts'
import { type Preview, previewLines } from './preview-lines.ts'
import type { Source } from './source.ts'
import type { Tally } from './tally.ts'

export interface PlanOptions extends FormatOptions {
  readonly batchSize: number
}

/** How to import one file. Plans are made before anything is sent, so that a wrong file stops the whole import. */
export interface Plan {
  readonly source: Source
  readonly format: string
  /** How the file is read, for the report of a dry run. */
  readonly mapping: readonly string[]
  readonly load: (client: InklingClient, run: Run) => Promise<Tally>
  /** Converts the whole file and sends nothing. */
  readonly preview: (signal: AbortSignal) => Promise<Preview>
}

/** @throws CliError if the format is unknown. */
export function planImport(source: Source, options: PlanOptions): Plan {
  const reading = recognise(source, options)
  return {
    source,
    format: reading.name,
    mapping: [...describeSource(source), ...reading.mapping],
    load: loader(source, reading, options),
    preview: (signal) => previewLines<object>(source, reading.converter, signal),
  }
}

/** Events without a time get the time of arrival, so their batches must arrive in the order of the file. */
function loader(source: Source, reading: Reading, { batchSize }: PlanOptions): Plan['load'] {
  const limits = { size: batchSize, length: maxBatchLength[reading.kind] }
  if (reading.kind === 'items')
    return (client, run) =>
      loadLines(source, { converter: reading.converter, deliver: deliverItems(client), limits }, run)
  return (client, run) =>
    loadLines(
      source,
      { converter: reading.converter, deliver: deliverEvents(client), limits },
      { ...run, concurrency: reading.isTimed ? run.concurrency : 1 },
    )
}

/** The unusual properties of the bytes of a file. */
function describeSource({ compression, encoding, lineEnd }: Source): string[] {
  return [
    ...(compression === 'none' ? [] : [compression]),
    ...(encoding === 'utf-8' ? [] : [`encoding ${encoding}`]),
    ...(lineEnd === '\r' ? ['lines end with CR'] : []),
  ]
}
