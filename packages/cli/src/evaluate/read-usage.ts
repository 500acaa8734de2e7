import type { Event } from '@inkling/contracts'
import type { UsageEvent } from '@inkling/predictors'
import { CliError } from '../cli-error.ts'
import { recognise } from '../import/formats/recognise.ts'
import type { SkipReason } from '../import/skip-reasons.ts'
import { openSource, readLines } from '../import/source.ts'

/** The usage events of a file, in the order of its lines. */
export interface Usage {
  readonly events: UsageEvent[]
  /** The number of lines that are no event. */
  readonly skipped: number
}

/** The time between two events of a file without times. */
const artificialStepMs = 1000

/**
 * Reads the events of a file as `inkling import` does.
 *
 * @throws CliError if the file cannot be read or contains no event.
 */
export async function readUsage(path: string): Promise<Usage> {
  const source = await openSource(path)
  const reading = recognise(source, { type: 'view', latestMs: Number.POSITIVE_INFINITY })
  if (reading.kind === 'items')
    throw new CliError(`${path} holds items (${reading.name}). The evaluation needs events: who used which item.`)
  const events: UsageEvent[] = []
  let skipped = 0
  const put = (line: number, result: Event | SkipReason) => {
    if (typeof result === 'string') skipped++
    else events.push(toUsage(result, line))
  }
  const output = { put, note: () => {} }
  let line = 0
  for await (const { lines } of readLines(source))
    for (const text of lines) reading.converter.read(text, ++line, output)
  reading.converter.end(output)
  if (events.length === 0)
    throw new CliError(
      `${path} contains no event; ${skipped} lines were skipped. \`inkling import\` reports why lines are skipped.`,
    )
  return { events, skipped }
}

function toUsage({ itemId, sessionId = '', userId = '', occurredAt }: Event, line: number): UsageEvent {
  const atMs = occurredAt === undefined ? line * artificialStepMs : Date.parse(occurredAt)
  return { itemId, sessionId, userId, atMs }
}
