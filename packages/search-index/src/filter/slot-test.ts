import type { Columns } from '../columns/columns.ts'
import type { Corpus } from '../corpus/corpus.ts'
import type { Slots } from '../corpus/slots.ts'
import type { Filter } from './condition.ts'
import { type Condition, onSlots } from './condition.ts'

/** Whether the document in a slot may be among the results. */
export type SlotTest = (slot: number) => boolean

/** `accept`, restricted to slots that hold a document; undefined for all. Reads nothing if no slot is empty. */
export function heldOnly(slots: Pick<Slots, 'size' | 'end' | 'document'>, accept?: SlotTest): SlotTest | undefined {
  if (slots.size === slots.end) return accept
  return (slot) => slots.document(slot) !== undefined && accept?.(slot) !== false
}

interface Narrowing {
  readonly where?: Condition | undefined
  readonly filter?: Filter | undefined
  readonly exclude?: Iterable<string> | undefined
}

/** Tests which slots a request may find; undefined for all. The tests that read documents come last. */
export function slotTest(
  corpus: Corpus,
  columns: Columns,
  { where, filter, exclude = [] }: Narrowing,
  quoted?: SlotTest,
): SlotTest | undefined {
  const excluded = new Set(Array.from(exclude, (id) => corpus.slots.slotOf(id) ?? -1))
  const onDocument: SlotTest = (slot) => {
    const document = corpus.slots.document(slot)
    return document !== undefined && filter?.(document) === true
  }
  const tests = [
    ...(excluded.size > 0 ? [(slot: number) => !excluded.has(slot)] : []),
    ...(where ? [onSlots(where, columns)] : []),
    ...(quoted ? [quoted] : []),
    ...(filter ? [onDocument] : []),
  ]
  return tests.length > 1 ? (slot) => tests.every((test) => test(slot)) : tests[0]
}
