import { publicConnect } from '@inkling/service-kit'
import type { JSONWebKeySet } from 'jose'
import { Agent, request } from 'undici'

const timeoutMs = 3_000
const mostBytes = 64 * 1024
const mostKeys = 50

export type FetchJwks = (url: string) => Promise<JSONWebKeySet>

/**
 * Returns a function that reads the JWK Set (RFC 7517) at a URL that a tenant chose: within 3 s, at most 64 kB and 50
 * keys, without redirects, and only from a public address, unless `allowPrivate`. What is checked is what is connected
 * to. Symmetric and private keys are left out.
 */
export function createFetchJwks(allowPrivate: boolean): { readonly fetchJwks: FetchJwks; close(): Promise<void> } {
  const connect = allowPrivate ? { timeout: timeoutMs } : publicConnect(timeoutMs)
  const dispatcher = new Agent({ connect, headersTimeout: timeoutMs, bodyTimeout: timeoutMs })
  return {
    async fetchJwks(url) {
      const signal = AbortSignal.timeout(timeoutMs)
      const { statusCode, body } = await request(url, { dispatcher, signal, headers: { accept: 'application/json' } })
      const text = await readAtMost(body, mostBytes)
      if (statusCode !== 200) throw new Error(`the JWK Set was answered with ${statusCode}, not 200`)
      return keySetOf(JSON.parse(text))
    },
    close: () => dispatcher.destroy(),
  }
}

async function readAtMost(body: AsyncIterable<Buffer>, most: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > most) throw new Error(`the JWK Set is larger than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const publicKinds = ['RSA', 'EC', 'OKP']

function keySetOf(value: unknown): JSONWebKeySet {
  const { keys } = (value ?? {}) as { keys?: unknown }
  if (!Array.isArray(keys)) throw new Error('the JWK Set has no list `keys`')
  const usable = keys.filter((key) => publicKinds.includes(key?.kty) && key.d === undefined)
  return { keys: usable.slice(0, mostKeys) } as JSONWebKeySet
}
