import { createPolicy, Deadline, inBackground, predefined, withTimeout } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'
import { request } from 'undici'
import { surrogateKeys } from '../domain/answer-tags.ts'

interface CdnOptions {
  /** Takes POST with `{"surrogate_keys": […]}`, and the same keys in the header `Surrogate-Key`. */
  readonly purgeUrl: string
  /** Sent as a bearer token, unless it is empty. */
  readonly token: string
  readonly maxAgeSeconds: number
  readonly logger: Pick<Logger, 'warn'>
  readonly failures: { inc(): void }
}

/** A content delivery network in front of the gateways. */
export interface Cdn {
  /** What it needs to know of an answer that it may keep. */
  headersFor(tenantId: string, tags: readonly string[]): Readonly<Record<string, string>>
  /** Purges what has one of the tags, or all of the tenant, in the background. */
  purge(tenantId: string, tags?: readonly string[]): void
  close(): Promise<void>
}

/** Says nothing to anyone. */
export const noCdn: Cdn = { headersFor: () => ({}), purge: () => {}, close: async () => {} }

/** Changes within this time are purged by one request. */
const gatherMs = 50
/** The keys of a purge fill at most so many characters of its header. */
const maxKeyCharacters = 4_000
const giveUpMs = 60_000
const closeMs = 2_000

/**
 * The network keeps answers by RFC 9213, apart for each credential. A purge that fails is tried again for a minute; if
 * it then still fails, that is counted and logged, and the network serves the old answer until its age ends.
 */
export function createCdn({ purgeUrl, token, maxAgeSeconds, logger, failures }: CdnOptions): Cdn {
  const policy = createPolicy({ name: 'cdn', ...predefined.external, attemptTimeoutMs: 10_000, isFault: () => true })
  const waiting = new Set<string>()
  const sending = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined

  async function post(keys: readonly string[], signal: AbortSignal): Promise<void> {
    const headers = {
      'content-type': 'application/json',
      'surrogate-key': keys.join(' '),
      ...(token && { authorization: `Bearer ${token}` }),
    }
    const body = JSON.stringify({ surrogate_keys: keys })
    const answer = await request(purgeUrl, { method: 'POST', headers, body, signal })
    await answer.body.dump()
    if (answer.statusCode >= 300) throw new Error(`the content delivery network answered ${answer.statusCode}`)
  }

  const send = (keys: readonly string[]): Promise<void> =>
    policy
      .execute((signal) => post(keys, signal), { deadline: new Deadline(giveUpMs), retry: 'background' })
      .catch((error: unknown) => {
        failures.inc()
        logger.warn({ err: error, keys }, 'cdn unavailable: it may serve old answers until their age ends')
      })

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const purges = inPurges(waiting)
    waiting.clear()
    for (const keys of purges) {
      const sent = send(keys).finally(() => sending.delete(sent))
      sending.add(sent)
    }
  }

  return {
    headersFor: (tenantId, tags) => ({
      'surrogate-key': surrogateKeys(tenantId, tags).join(' '),
      vary: 'Authorization, X-Api-Key',
      'cdn-cache-control': `max-age=${maxAgeSeconds}`,
    }),
    purge(tenantId, tags) {
      const keys = surrogateKeys(tenantId, tags ?? [])
      for (const key of tags ? keys.slice(1) : keys) waiting.add(key)
      timer ??= inBackground(() => setTimeout(flush, gatherMs))
    },
    async close() {
      flush()
      await withTimeout(Promise.all(sending), closeMs)
    },
  }
}

function inPurges(keys: Iterable<string>): string[][] {
  const purges: string[][] = []
  let characters = maxKeyCharacters
  for (const key of keys) {
    characters += key.length + 1
    if (characters > maxKeyCharacters) {
      purges.push([])
      characters = key.length + 1
    }
    purges.at(-1)?.push(key)
  }
  return purges
}
