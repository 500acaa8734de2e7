/** More items than this are invalidated by one tag. */
const maxTags = 100
/** By then the prediction service has read the change, too. */
const againMs = 1_000

interface ChangedItems {
  /** `isLive` is false for changes that the index missed before it was loaded. */
  changed(tenantId: string, ids: readonly string[], isLive: boolean): void
  close(): void
}

/**
 * Invalidates the answers that other processes keep of items, when an index has read that these have changed.
 * Suggestions ask several services, of which one may read the change later: they are invalidated once more, a second
 * later.
 */
export function invalidateChanged(
  invalidate: (tenantId: string, tags: readonly string[]) => Promise<boolean>,
): ChangedItems {
  const again = new Map<string, NodeJS.Timeout>()
  return {
    changed(tenantId, ids, isLive) {
      void invalidate(tenantId, tagsOf(ids, isLive))
      clearTimeout(again.get(tenantId))
      const repeat = () => {
        again.delete(tenantId)
        void invalidate(tenantId, ['suggestions'])
      }
      again.set(tenantId, setTimeout(repeat, againMs))
    },
    close() {
      for (const timer of again.values()) clearTimeout(timer)
    },
  }
}

const tagsOf = (ids: readonly string[], isLive: boolean): string[] =>
  isLive && ids.length <= maxTags ? ['items', ...ids.map((id) => `items/${id}`)] : ['catalogue']
