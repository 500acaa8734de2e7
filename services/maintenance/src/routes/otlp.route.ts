import { timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { InklingError } from '@inkling/errors'
import { traceStoreToken } from '@inkling/service-kit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { PbfWriter } from 'pbf'
import { type ReadSpans, readOtlp } from '../domain/read-otlp.ts'

export interface OtlpOptions {
  readonly secret: string
  readonly receiver: { receive(read: ReadSpans): void }
  /** @throws Error if the bytes are no such message */
  readonly decodeProtobuf: (body: Uint8Array) => unknown
}

/** Of a body, also after it is decompressed. */
const maxBodyBytes = 8 * 1024 * 1024
const protobuf = 'application/x-protobuf'
const unzip = promisify(gunzip)

/**
 * Receives spans as OTLP over HTTP, in JSON or protobuf, from processes that know the token of the trace store. The
 * gateway names the tenant for which it passes spans on. The answer does not wait for the spans to be stored.
 */
export async function otlpRoute(app: FastifyInstance, { secret, receiver, decodeProtobuf }: OtlpOptions) {
  const expected = Buffer.from(`Bearer ${traceStoreToken(secret)}`)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(['application/json', protobuf], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  app.post('/v1/traces', {
    bodyLimit: maxBodyBytes,
    onRequest: async ({ headers }) => {
      const given = Buffer.from(headers.authorization ?? '')
      if (given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new InklingError('unauthenticated', 'Send the token of the trace store as Authorization: Bearer …')
    },
    handler: async (request, reply) => {
      const isProtobuf = request.headers['content-type']?.startsWith(protobuf) ?? false
      const decoded = decode(await unpacked(request), isProtobuf ? decodeProtobuf : parseJson)
      const tenant = request.headers['inkling-span-tenant']
      const read = readSpans(decoded, typeof tenant === 'string' ? decodeURIComponent(tenant) : undefined)
      receiver.receive(read)
      reply.type(isProtobuf ? protobuf : 'application/json')
      return reply.send(isProtobuf ? protobufAnswer(read) : jsonAnswer(read))
    },
  })
}

const parseJson = (body: Uint8Array): unknown => JSON.parse(Buffer.from(body).toString())

async function unpacked({ headers, body }: FastifyRequest): Promise<Buffer> {
  const coding = headers['content-encoding'] ?? 'identity'
  const bytes = (body ?? Buffer.alloc(0)) as Buffer
  if (coding === 'identity') return bytes
  if (coding !== 'gzip')
    throw new InklingError('unsupported_media_type', `The content coding ${coding} is not supported; send gzip or none`)
  try {
    return await unzip(bytes, { maxOutputLength: maxBodyBytes })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new InklingError('payload_too_large', 'The spans are larger than 8 MiB; send fewer at once')
    throw malformed('is not valid gzip', cause)
  }
}

function decode(body: Buffer, read: (body: Uint8Array) => unknown): unknown {
  try {
    return read(body)
  } catch (cause) {
    throw malformed(`cannot be read: ${(cause as Error).message}`, cause)
  }
}

function readSpans(decoded: unknown, tenantId: string | undefined): ReadSpans {
  try {
    return readOtlp(decoded, Date.now(), tenantId)
  } catch (cause) {
    throw malformed(`is no ExportTraceServiceRequest: ${(cause as Error).message}`, cause)
  }
}

const malformed = (what: string, cause: unknown) =>
  new InklingError('bad_request', `The body ${what}. Send spans as OTLP/HTTP.`, { cause: cause as Error })

/** OTLP 1.x, "Partial Success". */
const jsonAnswer = ({ rejected, reason }: ReadSpans) =>
  rejected === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: reason } }

/** `ExportTraceServiceResponse`: 1 partial_success, of 1 rejected_spans and 2 error_message. */
function protobufAnswer({ rejected, reason }: ReadSpans): Buffer {
  const writer = new PbfWriter()
  if (rejected > 0)
    writer.writeMessage(
      1,
      (_value, partial) => {
        partial.writeVarintField(1, rejected)
        partial.writeStringField(2, reason)
      },
      undefined,
    )
  return Buffer.from(writer.finish())
}
