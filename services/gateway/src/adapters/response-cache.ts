import { type Cache, type Caches, keyOf } from '@inkling/cache'
import { type CachedAnswers, type Call, calls } from '@inkling/contracts'
import { InklingError, type Problem } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import { type CacheUse, weakEtag } from '@inkling/service-kit'
import { tagsOf } from '../domain/answer-tags.ts'
import { canonicalQuery } from '../domain/canonical-query.ts'
import type { Cdn } from './cdn.ts'

/** The answer of a service. */
interface Given {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

type Refusal = Pick<Problem, 'code' | 'detail' | 'errors'>
/** A successful answer, or the problem of a request that has a fault or asks for what does not exist. */
type Kept = { readonly text: string; readonly etag: string } | { readonly refusal: Refusal }

interface Asked {
  readonly tenantId: string
  readonly params: Readonly<Record<string, string>>
  readonly query: unknown
  readonly deadline: Deadline
}

interface ResponseCache {
  /**
   * The kept answer to a call that the contract declares as cached, or that of `ask`. All requests for one answer share
   * one `ask`, so it must depend on nothing else of the request.
   * @throws InklingError of the service for any status but 200, also a kept one below 500; deadline_exceeded
   */
  answer(call: Call, asked: Asked, ask: () => Promise<Given>): Promise<{ answer: Given; use: CacheUse }>
  cdnHeaders: Cdn['headersFor']
  /** After a change of the tenant's data; false if Redis cannot tell the other gateways now. Never rejects. */
  invalidate(tenantId: string, tags?: readonly string[]): Promise<boolean>
}

const maxBytes = 16_000_000

export function responseCache(
  caches: Pick<Caches, 'define' | 'invalidate'>,
  cdn: Pick<Cdn, 'purge' | 'headersFor'>,
): ResponseCache {
  const cacheOf = new Map(
    Object.values<Call>(calls).flatMap(({ id, cached }) => (cached ? [[id, define(caches, id, cached)] as const] : [])),
  )
  return {
    async answer({ id, cached }, { tenantId, params, query, deadline }, ask) {
      const cache = cacheOf.get(id)
      if (!cache || !cached) throw new RangeError(`the contract does not declare ${id} as cached`)
      const key = keyOf(tenantId, `?${canonicalQuery(query)}`, ...Object.values(params))
      const asked = { tags: tagsOf(cached.tags, params), waitMs: deadline.remainingMs }
      const { value, status, ageMs } = await cache
        .lookup(key, async () => keep(await ask()), asked)
        .catch((error: unknown) => tooLate(error, deadline))
      if ('refusal' in value) throw errorOf(value.refusal)
      return {
        answer: { status: 200, headers: { 'content-type': json, etag: value.etag }, body: Buffer.from(value.text) },
        use: { status, ageMs, ttlMs: cached.seconds * 1_000 },
      }
    },
    cdnHeaders: cdn.headersFor,
    async invalidate(tenantId, tags) {
      cdn.purge(tenantId, tags)
      return caches.invalidate(tenantId, tags)
    },
  }
}

const json = 'application/json; charset=utf-8'

const define = (caches: Pick<Caches, 'define'>, id: string, { seconds, staleSeconds }: CachedAnswers): Cache<Kept> =>
  caches.define<Kept>({
    name: id.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
    ttlMs: seconds * 1_000,
    graceMs: staleSeconds * 1_000,
    sizeBytes: (kept) => ('refusal' in kept ? JSON.stringify(kept) : kept.text).length,
    maxBytes,
  })

function keep({ status, headers, body }: Given): Kept {
  const text = body.toString()
  if (status === 200) return { text, etag: typeof headers.etag === 'string' ? headers.etag : weakEtag(body) }
  const problem = readProblem(text)
  const { code, detail, errors = [] } = problem
  if (status < 500) return { refusal: { code, detail, errors } }
  throw errorOf(problem, Number(headers['retry-after']))
}

const errorOf = ({ code, detail, errors = [] }: Refusal, retryAfterSeconds = 0) =>
  new InklingError(code as InklingError['code'], detail, {
    errors,
    ...(retryAfterSeconds > 0 && { retryAfterSeconds }),
  })

/** Each request renders the problem itself, because a problem names its request. */
function readProblem(text: string): Refusal {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InklingError('internal', 'Something went wrong on our side; the request id helps to find it', {
      internal: 'a service answered a problem that is not JSON',
      cause,
    })
  }
}

function tooLate(error: unknown, deadline: Deadline): never {
  if (deadline.remainingMs > 0) throw error
  throw new InklingError('deadline_exceeded', 'The answer was not ready in time', { cause: error })
}
