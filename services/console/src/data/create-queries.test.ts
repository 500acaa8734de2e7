import { InklingClientError, UnexpectedAnswerError } from '@inkling/client'
import { expect, it } from 'vitest'
import { createQueries } from './create-queries.ts'
import { sessionKey } from './session-key.ts'

const signedIn = { tenantId: 'shop', keyId: 'key_1', scopes: [], plan: 'free' }
const problem = (status: number) =>
  new InklingClientError(
    { type: '', title: '', status, detail: 'no', code: 'x', requestId: 'req_1', retryable: false } as never,
    undefined,
  )

function signedInQueries() {
  const queries = createQueries()
  queries.setQueryData(sessionKey, signedIn)
  const read = (error: unknown) =>
    queries.fetchQuery({ queryKey: ['any'], queryFn: () => Promise.reject(error) }).catch(() => undefined)
  const write = (error: unknown) =>
    queries
      .getMutationCache()
      .build(queries, { mutationFn: () => Promise.reject(error) })
      .execute(undefined)
      .catch(() => undefined)
  return { read, write, session: () => queries.getQueryData(sessionKey) }
}

it.each(['read', 'write'] as const)(
  'a call to %s that is refused with 401 ends the session of the page',
  async (kind) => {
    for (const error of [problem(401), new UnexpectedAnswerError('/', 401, undefined)]) {
      const queries = signedInQueries()
      await queries[kind](error)
      expect(queries.session()).toBeNull()
    }
  },
)

it.each(['read', 'write'] as const)('a call to %s that fails otherwise keeps the session', async (kind) => {
  const queries = signedInQueries()
  for (const error of [problem(403), problem(503), new TypeError('fetch failed')]) await queries[kind](error)
  expect(queries.session()).toEqual(signedIn)
})
