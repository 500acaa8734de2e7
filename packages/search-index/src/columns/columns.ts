import type { SearchDocument } from '../document.ts'
import { Column, type ColumnField } from './column.ts'

/** Where documents are: slots given one after the other, each to one document. */
export interface DocumentSlots {
  readonly end: number
  document(slot: number): SearchDocument | undefined
}

/** What columns may take for a document; a field of few values takes four bytes. */
const BYTES_PER_SLOT_MAX = 256

/**
 * Columns of the fields that are asked for: made when first asked for, and brought up to date when asked for again. Those not
 * asked for longest are forgotten when all take too much.
 */
export class Columns {
  readonly #slots: DocumentSlots
  /** The one asked for last comes last. */
  readonly #columns = new Map<string, Column>()

  constructor(slots: DocumentSlots) {
    this.#slots = slots
  }

  get bytes(): number {
    let bytes = 0
    for (const column of this.#columns.values()) bytes += column.bytes
    return bytes
  }

  /** Holds until slots move. */
  of(field: ColumnField): Column {
    const column = this.#columns.get(field.name) ?? new Column(field)
    column.readTo(this.#slots.end, (slot) => this.#slots.document(slot))
    this.#columns.delete(field.name)
    this.#columns.set(field.name, column)
    this.#forgetOldest()
    return column
  }

  /** Slots have moved. */
  clear(): void {
    this.#columns.clear()
  }

  #forgetOldest(): void {
    for (const name of this.#columns.keys()) {
      if (this.#columns.size === 1 || this.bytes <= this.#slots.end * BYTES_PER_SLOT_MAX) return
      this.#columns.delete(name)
    }
  }
}
