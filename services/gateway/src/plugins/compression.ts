import type { FastifyCompressOptions } from '@fastify/compress'
import { InklingError } from '@inkling/errors'

/** Answers are compressed from this length on. */
export const compressFromBytes = 1024

const codings = ['gzip', 'br', 'zstd', 'deflate'] as const

/**
 * Request bodies may be compressed. The limit of a call holds for the body after decompression, so that a small
 * body cannot become a large one.
 */
export const decompression: Pick<
  FastifyCompressOptions,
  'globalDecompression' | 'requestEncodings' | 'onUnsupportedRequestEncoding' | 'onInvalidRequestPayload'
> = {
  globalDecompression: true,
  requestEncodings: [...codings, 'identity'],
  onUnsupportedRequestEncoding: (encoding) =>
    new InklingError(
      'unsupported_media_type',
      `The content coding ${encoding} is not supported; send one of ${codings.join(', ')}, or no Content-Encoding`,
    ),
  // The plugin copies these fields to the error of the decompression.
  onInvalidRequestPayload: (encoding) => ({
    name: 'Error',
    message: `The body is not valid ${encoding}; compress it again or send it as it is`,
  }),
}
