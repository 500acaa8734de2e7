import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { basePath, type Call, calls } from '@inkling/contracts'
import { ownAddress } from './callers.ts'

const secret = 'b7c9d0e1f2a3b4c5d6e7f8091a2b3c4d'

/** Values that a caller sends and that no log may hold. */
export const planted = {
  key: `ink_0123456789abcdef01_${secret}`,
  password: `pw-${secret}`,
  cookie: `ck-${secret}`,
  signature: `sg-${secret}`,
  token: `tk-${secret}`,
  /** A text, such as a query, and ids that a person may have chosen. */
  words: 'zanzibarian velocipede',
  id: 'zanzibarian-id',
} as const

const { key, password, cookie, signature, token, words, id } = planted
const url = `postgres://me:${password}@db/x`

const headers = {
  cookie: `sid=${cookie}; theme=${words}`,
  'webhook-signature': `v1,${signature}`,
  'inkling-context': signature,
  'x-auth-token': token,
  'user-agent': `${words} ${key}`,
  referer: `http://a:${password}@b/?q=${encodeURIComponent(words)}`,
  'idempotency-key': `${id}-${token}`,
  'if-match': `"${words}"`,
}

const fields = {
  q: words,
  query: words,
  title: words,
  text: words,
  userId: id,
  sessionId: id,
  itemId: id,
  url,
  password,
}
const bodies: readonly [type: string, body: string][] = [
  ['application/json', JSON.stringify({ ...fields, [words]: words })],
  ['application/json', `{"q": "${words}", "password": "${password}" ${words}`],
  ['application/json', JSON.stringify(words)],
  ['application/x-ndjson', `${JSON.stringify(fields)}\n{"${words}": ${key}\n`],
  [`text/${token}`, words],
]

/** Sends the planted values in the path, query, headers and body of every call that people can make. */
export async function plantEverywhere(base: string, credentials: readonly string[]): Promise<void> {
  const query = new URLSearchParams({ ...fields, key, token, cursor: words, [words]: words })
  for (const { method, path, scope } of Object.values<Call>(calls)) {
    if (!scope) continue
    const place = `${base}${basePath}${path.replaceAll(/:\w+/g, encodeURIComponent(`${words} ${key}`))}`
    for (const authorization of credentials)
      for (const [type, body] of method === 'GET' ? [['', ''] as const] : bodies)
        await send(`${place}?${query}`, method, authorization, type, body)
    if (method === 'GET') await send(place, method, credentials[0] ?? '', '', '')
  }
  await send(`${base}/${encodeURIComponent(words)}/${key}?token=${token}`, 'GET', '', '', '')
}

async function send(place: string, method: string, authorization: string, type: string, body: string): Promise<void> {
  const all = { ...headers, ...ownAddress(), authorization, ...(type && { 'content-type': type }) }
  const response = await fetch(place, { method, headers: all, ...(body && { body }) })
  await response.arrayBuffer()
}

/** Sends bytes that are no request. */
export async function plantRaw(base: string): Promise<void> {
  const { hostname, port } = new URL(base)
  const socket = connect(Number(port), hostname)
  socket.end(`GET /${key} HTTP/1.1\r\nAuthorization Bearer ${token}\r\n${words}\r\n\r\n`)
  await text(socket)
}
