import { check } from 'k6'
import exec from 'k6/execution'
import http from 'k6/http'
import { Rate } from 'k6/metrics'
import { type Tenant, url } from './environment.ts'
import type { Kind } from './kinds.ts'
import { drawRequest, drawTenant, type MixRequest, requestOf } from './mix.ts'
import { randomOf } from './random.ts'

/** Of the answers that a cache may give (they have Cache-Status, RFC 9211), those that it gave. */
const cacheHits = new Rate('cache_hits')

/** Nobody waits longer for an answer. */
const timeoutMs = 15_000

/** Sends a request of a tenant, and checks the answer. */
export async function send({ key }: Tenant, { kind, method, path, body }: Omit<MixRequest, 'kind'> & { kind: string }) {
  const headers = { authorization: `Bearer ${key}`, ...(body && { 'content-type': 'application/json' }) }
  const response = await http.asyncRequest(method, `${url}/api/v1${path}`, body ? JSON.stringify(body) : null, {
    headers,
    tags: { kind },
    timeout: timeoutMs,
  })
  check(response, { 'is answered': ({ status }) => status >= 200 && status < 300 }, { kind })
  const cached = response.headers['Cache-Status']
  if (cached !== undefined) cacheHits.add(cached.includes('hit'), { kind })
  return response
}

/** One request of the mix, the same for the n-th iteration of each run. */
export async function sendMix(): Promise<void> {
  const random = randomOf(exec.scenario.iterationInTest)
  await send(drawTenant(random), drawRequest(random))
}

/** One request of one kind. */
export async function sendKind(kind: Kind): Promise<void> {
  const random = randomOf(exec.scenario.iterationInTest)
  await send(drawTenant(random), requestOf(kind, random))
}
