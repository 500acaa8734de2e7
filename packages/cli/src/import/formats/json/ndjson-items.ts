import type { ItemLine } from '@inkling/contracts'
import type { Converter, Output } from '../../converter.ts'
import type { SkipReason } from '../../skip-reasons.ts'
import type { ItemDialect } from '../items/item-dialect.ts'
import { toItem } from '../items/to-item.ts'
import { parseJsonLine } from './json-line.ts'

/** Converts objects, one per line, to items. The server validates the values of fields. */
export class NdjsonItems implements Converter<ItemLine> {
  readonly #dialect: ItemDialect

  constructor(dialect: ItemDialect) {
    this.#dialect = dialect
  }

  read(line: string, number: number, output: Output<ItemLine>): void {
    if (line.trim() === '') return
    output.put(number, this.#convert(line, output), line.length)
  }

  end(): void {}

  #convert(line: string, output: Output<ItemLine>): ItemLine | SkipReason {
    if (!line.isWellFormed()) return 'encoding'
    const object = parseJsonLine(line)
    if (!object) return 'notJson'
    const { fields, kept = {}, used } = this.#dialect.read(object)
    for (const name in object) if (!used.has(name)) output.note(`field ignored: ${name}`)
    const item = toItem(fields, output)
    return typeof item === 'string' ? item : { ...item, ...kept }
  }
}
