import { isUtf8 } from 'node:buffer'
import { InklingError } from '@inkling/errors'
import type { FastifyBodyParser, FastifyInstance, FastifyRequest } from 'fastify'
import { NdjsonBody } from './body-lines.ts'
import { refuseDeep } from './refuse-deep.ts'

/**
 * Makes routes of `app` take JSON, JSON merge patches and NDJSON in UTF-8, with or without a byte order mark. `check`
 * sees the bytes before they are parsed, and throws if the body must not be read.
 */
export function parseBodies(app: FastifyInstance, check: (request: FastifyRequest, body: Buffer) => void): void {
  const parse =
    (read: (text: string) => unknown, isLines = false): FastifyBodyParser<Buffer> =>
    (request, body, done) => {
      check(request, body)
      done(null, read(bodyText(request.headers['content-type'], body, isLines)))
    }
  const asBuffer = { parseAs: 'buffer' } as const
  app.addContentTypeParser(['application/json', 'application/merge-patch+json'], asBuffer, parse(parseJson))
  app.addContentTypeParser(
    'application/x-ndjson',
    asBuffer,
    parse((text) => new NdjsonBody(text), true),
  )
}

const byteOrderMark = '\uFEFF'
/** US-ASCII is a part of UTF-8. */
const charsets = ['utf-8', 'utf8', 'us-ascii', 'ascii']

/**
 * Decodes strictly: a byte that is replaced by U+FFFD would make one id of two. A byte order mark is left out.
 * @param isLines whether each line is a document of its own
 * @throws InklingError unsupported_media_type, malformed_json, or bad_request for what is nested too deep
 */
export function bodyText(contentType: string | undefined, body: Buffer, isLines: boolean): string {
  const [, charset = 'utf-8'] = /;\s*charset="?([^\s;"]+)/i.exec(contentType ?? '') ?? []
  if (!charsets.includes(charset.toLowerCase()))
    throw new InklingError('unsupported_media_type', `Send the body in UTF-8; the charset ${charset} is not supported`)
  if (!isUtf8(body)) throw new InklingError('malformed_json', 'The body is not valid UTF-8; encode it in UTF-8')
  const text = body.toString()
  const read = text.startsWith(byteOrderMark) ? text.slice(1) : text
  refuseDeep(read, isLines)
  return read
}

/** @throws InklingError malformed_json */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const detail = `The body is not valid JSON: ${(cause as Error).message}${shellHint(text)}`
    throw new InklingError('malformed_json', detail, { cause })
  }
}

/** Shells of Windows pass single quotes on, or take double quotes away. */
function shellHint(text: string): string {
  const isSingleQuoted = text.trimStart().startsWith("'")
  const isWithoutQuotes = /^\s*[[{]+\s*[A-Za-z_]/.test(text)
  if (!isSingleQuoted && !isWithoutQuotes) return ''
  const what = isSingleQuoted ? 'passed the single quotes on' : 'took the double quotes away'
  return `. Your shell ${what}: write the body into a file and send it with curl -d @body.json, or write \
-d "{\\"limit\\": 3}"`
}
