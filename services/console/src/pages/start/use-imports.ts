import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ColumnChoice } from './column-choice.ts'
import type { Progress } from './send-plan.ts'

/** A file that was chosen. The same file chosen twice is two of them. */
export interface Chosen {
  readonly id: string
  readonly file: File
  readonly choice?: ColumnChoice
  /** How far its import is, once it has begun. */
  readonly progress?: Progress
}

const queryKey = ['chosen files'] as const
const nothing: readonly Chosen[] = []
let chosenSoFar = 0

/**
 * The files that were chosen on the page, the newest first. They are kept while other pages are shown, and so is the
 * progress of an import, which goes on meanwhile. They are gone when somebody signs out or in to another tenant.
 */
export function useImports() {
  const queries = useQueryClient()
  const { data: chosen = nothing } = useQuery({
    queryKey,
    queryFn: skipToken,
    initialData: nothing,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  })
  const update = (change: (former: readonly Chosen[]) => readonly Chosen[]) =>
    queries.setQueryData<readonly Chosen[]>(queryKey, (former) => former && change(former))
  return {
    chosen,
    add: (files: readonly File[]) =>
      update((former) => [...files.map((file) => ({ id: String(chosenSoFar++), file })), ...former]),
    dismiss: (id: string) => update((former) => former.filter((one) => one.id !== id)),
    change: (id: string, news: Pick<Chosen, 'choice'> | Pick<Chosen, 'progress'>) =>
      update((former) => former.map((one) => (one.id === id ? { ...one, ...news } : one))),
  }
}
