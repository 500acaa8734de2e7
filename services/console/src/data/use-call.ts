import { keepPreviousData, type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { painted } from '../app/after-paint.ts'
import { type Answer, ask, type CallId, type Input } from '../first/client.ts'

export { type Answer, ask, type Input } from '../first/client.ts'

/** How often pages ask again; a hidden page does not ask. */
export const live = { fast: 3_000, normal: 10_000, slow: 30_000 } as const

export interface CallSettings {
  /** In ms; asked once unless given. */
  readonly every?: number
  readonly enabled?: boolean
  /** Whether nothing is asked any more once there is an answer. */
  readonly isOnce?: boolean
}

/**
 * The answer of a reading call, kept fresh. While new input is answered, the former answer stays. What was pressed is
 * shown before the call is made: to begin a request takes some ms, and a page makes many.
 */
export function useCall<K extends CallId>(
  id: K,
  input?: Input<K>,
  { every, enabled = true, isOnce = false }: CallSettings = {},
): UseQueryResult<Answer<K>> {
  return useQuery({
    queryKey: [id, input],
    queryFn: ({ signal }) =>
      painted()
        .then(() => ask(id, input, { signal }))
        .then((answer) => answer ?? null),
    refetchInterval: ({ state }) => (isOnce && state.data !== undefined ? false : (every ?? false)),
    enabled,
    placeholderData: keepPreviousData,
  }) as UseQueryResult<Answer<K>>
}

/** A writing call. When it succeeds, the answers of `changes` are asked for again. */
export function useAction<K extends CallId>(id: K, changes: readonly CallId[] = []) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (input: Input<K>) => ask(id, input),
    onSuccess: () => Promise.all(changes.map((changed) => queries.invalidateQueries({ queryKey: [changed] }))),
  })
}
