import type { Event, ItemLine } from '@inkling/contracts'
import type { FormatOptions } from '../src/import/formats/format.ts'
import { recognise } from '../src/import/formats/recognise.ts'
import { collect } from './collect.ts'

/** What an import of a file with these lines would send: its format, values, skipped lines and notes. */
export function importLines(lines: readonly string[], options: Partial<FormatOptions> = {}) {
  const whole = { type: 'view', latestMs: Date.parse('2027-01-01'), ...options }
  const reading = recognise({ name: 'file', digest: 'abc', sample: lines }, whole)
  const events = reading.kind === 'events' ? collect<Event>(reading.converter, lines) : undefined
  const items = reading.kind === 'items' ? collect<ItemLine>(reading.converter, lines) : undefined
  const { skipped, notes } = events ?? items ?? { skipped: [], notes: [] }
  return { format: reading.name, events: events?.values ?? [], items: items?.values ?? [], skipped, notes }
}
