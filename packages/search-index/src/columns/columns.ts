import type { SearchDocument } from '../document.ts'
import { Column, type ColumnField } from './column.ts'

/** Documents by slot. Slots are given in ascending order. */
export interface DocumentSlots {
  readonly end: number
  document(slot: number): SearchDocument | undefined
}

/** Columns may take this much per slot, all together; a field of few values takes four bytes. */
const bytesPerSlotMax = 256

/**
 * The columns of fields that searches use: a column is created at its first use and reads new slots at each later use.
 * When all columns take too much memory, the least recently used are dropped.
 */
export class Columns {
  readonly #slots: DocumentSlots
  /** The most recently used comes last. */
  readonly #columns = new Map<string, Column>()

  constructor(slots: DocumentSlots) {
    this.#slots = slots
  }

  get bytes(): number {
    let bytes = 0
    for (const column of this.#columns.values()) bytes += column.bytes
    return bytes
  }

  /** The column, up to date. Valid until slots move. */
  of(field: ColumnField): Column {
    const column = this.#columns.get(field.name) ?? new Column(field)
    column.readTo(this.#slots.end, (slot) => this.#slots.document(slot))
    this.#columns.delete(field.name)
    this.#columns.set(field.name, column)
    this.#forgetOldest()
    return column
  }

  /** To be called when slots have moved. */
  clear(): void {
    this.#columns.clear()
  }

  #forgetOldest(): void {
    for (const name of this.#columns.keys()) {
      if (this.#columns.size === 1 || this.bytes <= this.#slots.end * bytesPerSlotMax) return
      this.#columns.delete(name)
    }
  }
}
