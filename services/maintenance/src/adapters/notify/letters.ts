import { type Database, type DeliveryRow, type DeliveryState, listDeliveries, saveDeliveries } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import { type Letter, rowOf } from './letter.ts'

const timeoutMs = 2_000
/** Those in memory, for when Postgres is unavailable. */
const mostRemembered = 500

/** The messages of this process, which are stored in Postgres when it answers. */
export class Letters {
  readonly #database: Pick<Database, 'platform'>
  readonly #remembered = new Map<string, Letter>()
  readonly #unsaved = new Set<string>()

  constructor(database: Pick<Database, 'platform'>) {
    this.#database = database
  }

  find(id: string): Letter | undefined {
    return this.#remembered.get(id)
  }

  /** The newest `limit` in a state, or in any: without Postgres, those in memory. */
  async list(state: DeliveryState | undefined, limit: number, deadline: Deadline): Promise<DeliveryRow[]> {
    const remembered = [...this.#remembered.values()].filter((one) => (state ?? one.state) === one.state)
    return listDeliveries(this.#database, state, limit, deadline).catch(() =>
      remembered.toReversed().slice(0, limit).map(rowOf),
    )
  }

  remember(letter: Letter): void {
    this.#unsaved.add(letter.id)
    this.#remembered.set(letter.id, letter)
    const [oldest] = this.#remembered.keys()
    if (oldest === undefined || this.#remembered.size <= mostRemembered) return
    this.#remembered.delete(oldest)
    this.#unsaved.delete(oldest)
  }

  changed({ id }: Letter): void {
    this.#unsaved.add(id)
  }

  /** Stores what changed. What Postgres does not take is stored the next time. */
  async save(): Promise<void> {
    const ids = [...this.#unsaved]
    const letters = ids.flatMap((id) => this.#remembered.get(id) ?? [])
    if (letters.length === 0) return
    this.#unsaved.clear()
    await saveDeliveries(this.#database, letters.map(rowOf), new Deadline(timeoutMs)).catch(() => {
      for (const id of ids) this.#unsaved.add(id)
    })
  }
}
