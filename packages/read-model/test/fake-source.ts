import { atHorizon, type LogPosition } from '@inkling/database'
import type { ModelSource, Origin } from '../src/model-source.ts'

interface AppliedChange {
  readonly change: string
  readonly live: boolean
}

/** A model that is the list of the changes applied to it. */
export type FakeModel = AppliedChange[]

type Step = 'load' | 'readChanges' | 'newestVersion' | 'keep'

const pageSize = 2
const bytesPerChange = 10

/** A log of changes in memory that can be unavailable, and can be held at any step until the test lets it go on. */
export class FakeSource implements ModelSource<FakeModel, string> {
  readonly #log: { readonly tenantId: string; readonly xid: bigint; readonly change: string }[] = []
  readonly #gates = new Map<Step, { readonly reached: () => void; readonly opened: Promise<void> }>()
  readonly count: Record<Step, number> = { load: 0, readChanges: 0, newestVersion: 0, keep: 0 }
  /** The models that were stored, in that order. */
  readonly kept: { readonly tenantId: string; readonly changes: string[]; readonly origin: Origin }[] = []
  cluster = 'here'
  isUnavailable = false
  version = 1n
  #nextXid = 100n

  /** Commits a change and returns its transaction. */
  commit(tenantId: string, change: string): bigint {
    const xid = this.#nextXid++
    this.#log.push({ tenantId, xid, change })
    return xid
  }

  /** The transaction of the next change. */
  get next(): bigint {
    return this.#nextXid
  }

  /** Holds the next call of `step` when it is made. */
  hold(step: Step) {
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>()
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    this.#gates.set(step, { reached: reach, opened })
    return { reached, open }
  }

  async load(tenantId: string) {
    const horizon = this.#nextXid
    const { version } = this
    await this.#pass('load')
    const model = this.#after(tenantId, atHorizon(0n), horizon).map(({ change }) => ({ change, live: false }))
    return { model, position: atHorizon(horizon), version }
  }

  async readChanges(tenantId: string, position: LogPosition) {
    await this.#pass('readChanges')
    const horizon = this.#nextXid
    const page = this.#after(tenantId, position, horizon).slice(0, pageSize)
    const drained = page.length < pageSize
    const next = drained ? atHorizon(horizon) : { xid: page.at(-1)?.xid ?? 0n, seq: 0n }
    return { changes: page.map(({ change }) => change), next, drained }
  }

  apply(_tenantId: string, model: FakeModel, changes: readonly string[], live: boolean) {
    model.push(...changes.map((change) => ({ change, live })))
  }

  async newestVersion() {
    await this.#pass('newestVersion')
    return this.version
  }

  async keep(tenantId: string, model: FakeModel, origin: Origin) {
    const changes = changesIn(model)
    await this.#pass('keep')
    this.kept.push({ tenantId, changes, origin })
  }

  bytes = (model: FakeModel) => model.length * bytesPerChange

  #after(tenantId: string, { xid, seq }: LogPosition, horizon: bigint) {
    const isAfter = (other: bigint) => other > xid || (other === xid && seq < 0n)
    return this.#log.filter((row) => row.tenantId === tenantId && isAfter(row.xid) && row.xid < horizon)
  }

  async #pass(step: Step) {
    this.count[step]++
    const gate = this.#gates.get(step)
    this.#gates.delete(step)
    gate?.reached()
    await gate?.opened
    if (this.isUnavailable) throw new Error('Postgres unavailable')
  }
}

export const changesIn = (model: FakeModel) => model.map(({ change }) => change)
