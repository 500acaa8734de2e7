import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { LoadedModel, ModelSource } from '../src/model-source.ts'

export interface ModelSourceHarness<M, C> {
  readonly source: ModelSource<M, C>
  /** Commits changes that each add one name to the tenant's model, in one transaction or several. */
  commit(tenantId: string, names: readonly string[]): Promise<void>
  /** The names that a model knows. A model that applies a change twice may not hide it. */
  namesIn(model: M): readonly string[]
}

/** More than one page of every source. */
const severalPages = Array.from({ length: 1_100 }, (_, n) => `later-${String(n).padStart(4, '0')}`)

/** The contract of a ModelSource: the guarantees on which resident models rely. Every implementation runs it. */
export function describeModelSource<M, C>(name: string, { source, commit, namesIn }: ModelSourceHarness<M, C>): void {
  const newTenant = () => `t-${randomUUID()}`
  const known = ({ model }: LoadedModel<M>) => namesIn(model).toSorted()

  /** Reads and applies pages until there are no more. Returns how many changes there were, and the last position. */
  async function catchUp(tenantId: string, { model, position }: LoadedModel<M>) {
    let count = 0
    for (let next = position; ; ) {
      const page = await source.readChanges(tenantId, next)
      source.apply(tenantId, model, page.changes, true)
      count += page.changes.length
      next = page.next
      if (page.drained) return { count, position: next }
    }
  }

  describe(`${name} as a model source`, () => {
    it('loads every committed change of the tenant and none of another tenant', async () => {
      const [tenantId, other] = [newTenant(), newTenant()]
      await commit(tenantId, ['tea', 'cup'])
      await commit(other, ['pen'])
      expect(known(await source.load(tenantId))).toEqual(['cup', 'tea'])
      expect(known(await source.load(newTenant()))).toEqual([])
    })

    it('reads no change that is already in the loaded model', async () => {
      const tenantId = newTenant()
      await commit(tenantId, ['tea', 'cup'])
      const loaded = await source.load(tenantId)
      expect((await catchUp(tenantId, loaded)).count).toBe(0)
    })

    it('reads later changes of the tenant in pages, each once, and none of another tenant', async () => {
      const [tenantId, other] = [newTenant(), newTenant()]
      await commit(tenantId, ['tea'])
      const loaded = await source.load(tenantId)
      await commit(tenantId, severalPages)
      await commit(other, ['pen'])
      const { count, position } = await catchUp(tenantId, loaded)
      expect(count).toBe(severalPages.length)
      expect(known(loaded)).toEqual([...severalPages, 'tea'])
      expect(await source.readChanges(tenantId, position)).toMatchObject({ changes: [], drained: true })
    })

    it('a model that read later changes knows the same as a model that is loaded after them', async () => {
      const tenantId = newTenant()
      const early = await source.load(tenantId)
      await commit(tenantId, ['tea', 'cup'])
      await catchUp(tenantId, early)
      expect(known(early)).toEqual(known(await source.load(tenantId)))
    })

    it('loads the newest version', async () => {
      const tenantId = newTenant()
      expect((await source.load(tenantId)).version).toBe(await source.newestVersion(tenantId))
    })

    it('measures more memory for a model that knows more', async () => {
      const tenantId = newTenant()
      const empty = await source.load(tenantId)
      await commit(tenantId, severalPages)
      expect(source.bytes((await source.load(tenantId)).model)).toBeGreaterThan(source.bytes(empty.model))
    })
  })
}
