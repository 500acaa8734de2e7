import type { Columns } from '../columns/columns.ts'
import type { Corpus } from '../corpus/corpus.ts'
import { type Condition, onSlots } from './condition.ts'

interface Narrowing {
  readonly where?: Condition | undefined
  readonly exclude?: Iterable<string> | undefined
}

/** Which slots a request lets be found, without reading their documents; undefined for all. */
export function slotTest(
  corpus: Corpus,
  columns: Columns,
  { where, exclude = [] }: Narrowing,
): ((slot: number) => boolean) | undefined {
  const excluded = new Set(Array.from(exclude, (id) => corpus.slots.slotOf(id) ?? -1))
  const passes = where && onSlots(where, columns)
  if (excluded.size === 0) return passes
  return (slot) => !excluded.has(slot) && (passes === undefined || passes(slot))
}
