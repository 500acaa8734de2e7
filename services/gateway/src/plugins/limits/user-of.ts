import type { FastifyRequest } from 'fastify'

/** A body that is longer is not looked at: it holds many lines, or costs more than the limit is worth. */
const maxBodyBytes = 16_384
const field = '"userId"'
const value = /^"userId"\s*:\s*("(?:[^"\\]|\\.){1,256}")/
/** Of the field with the longest id, each character escaped. */
const maxFieldBytes = 2_048

/**
 * The user that the query or a JSON body names, without parsing the body: the first field `userId` of a body, at
 * whatever depth. Only a limit may rest on it.
 */
export function userOf({ query, body }: Pick<FastifyRequest, 'query' | 'body'>): string | undefined {
  const { userId } = query as { userId?: unknown }
  if (typeof userId === 'string') return userId
  if (!Buffer.isBuffer(body) || body.length > maxBodyBytes) return undefined
  const at = body.indexOf(field)
  if (at < 0) return undefined
  const text = value.exec(body.toString('utf8', at, at + maxFieldBytes))?.[1]
  return text && unquoted(text)
}

function unquoted(text: string): string | undefined {
  if (!text.includes('\\')) return text.slice(1, -1)
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
