import { deleteTransferParts, storeTransferPart, type TenantDatabase } from '@inkling/database'

/** A part is stored in one short transaction and sent in one answer. */
const partCharacters = 250_000

/** Stores lines as the parts of a transfer. */
export class PartWriter {
  readonly #tenant: TenantDatabase
  readonly #transferId: string
  #lines: string[] = []
  #characters = 0
  #parts = 0

  constructor(tenant: TenantDatabase, transferId: string) {
    this.#tenant = tenant
    this.#transferId = transferId
  }

  async add(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      this.#lines.push(line)
      this.#characters += line.length + 1
      if (this.#characters >= partCharacters) await this.#store()
    }
  }

  /** @returns how many parts there are; those of an earlier attempt that had more are gone */
  async finish(): Promise<number> {
    await this.#store()
    await deleteTransferParts(this.#tenant, this.#transferId, this.#parts)
    return this.#parts
  }

  async #store(): Promise<void> {
    if (this.#lines.length === 0) return
    await storeTransferPart(this.#tenant, this.#transferId, this.#parts++, `${this.#lines.join('\n')}\n`)
    this.#lines = []
    this.#characters = 0
  }
}
