import { LsaModel, type LsaModelParts } from './lsa-model.ts'

const formatVersion = 2
const headerLengthBytes = 4

type Header = Pick<LsaModelParts, 'dimensions' | 'trust' | 'averageLengths' | 'terms'> & { version: number }

/** The model as bytes: the length of a JSON header, the header, scales (float32), vectors, centroids; little-endian. */
export function encodeLsa({ parts }: LsaModel): Uint8Array {
  const { dimensions, trust, averageLengths, terms, scales, vectors, centroids } = parts
  const header = Buffer.from(
    JSON.stringify({ version: formatVersion, dimensions, trust, averageLengths, terms } satisfies Header),
  )
  const length = Buffer.alloc(headerLengthBytes)
  length.writeUInt32LE(header.length)
  const scaleBytes = Buffer.alloc(scales.length * 4)
  for (const [n, scale] of scales.entries()) scaleBytes.writeFloatLE(scale, n * 4)
  return Buffer.concat([length, header, scaleBytes, Buffer.from(vectors.buffer), Buffer.from(centroids.buffer)])
}

/** Decodes what `encodeLsa` returned. @throws RangeError for bytes of another version or length */
export function decodeLsa(bytes: Uint8Array): LsaModel {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const scalesAt = headerLengthBytes + buffer.readUInt32LE(0)
  const header: Header = JSON.parse(buffer.toString('utf8', headerLengthBytes, scalesAt))
  if (header.version !== formatVersion)
    throw new RangeError(
      `The LSA model has version ${header.version}; this code reads version ${formatVersion}. Fit it again.`,
    )
  const { dimensions, trust, averageLengths, terms } = header
  const scales = Float32Array.from(terms, (_, n) => buffer.readFloatLE(scalesAt + 4 * n))
  const vectorsAt = scalesAt + 4 * terms.length
  const centroidsAt = vectorsAt + terms.length * dimensions
  if (buffer.length < centroidsAt)
    throw new RangeError(`The LSA model ends at byte ${buffer.length}; its vectors need ${centroidsAt}.`)
  const vectors = Int8Array.from(new Int8Array(bytes.buffer, bytes.byteOffset + vectorsAt, centroidsAt - vectorsAt))
  const centroids = Int8Array.from(
    new Int8Array(bytes.buffer, bytes.byteOffset + centroidsAt, bytes.length - centroidsAt),
  )
  return new LsaModel({ dimensions, trust, averageLengths, terms, scales, vectors, centroids })
}
