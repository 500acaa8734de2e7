import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** The part of an answer that a repetition of its request gets again. */
export interface RepeatableAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts an answer for its request alone: who reads the database cannot read the secrets of API keys in it, and an
 * answer that is moved to another request cannot be opened.
 * @param requestKey What names the request, and stands in no table.
 */
export function sealAnswer(secret: string, requestKey: string, { status, headers, body }: RepeatableAnswer): Buffer {
  const head = Buffer.from(JSON.stringify({ status, headers }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(head.length)
  const nonce = randomBytes(nonceBytes)
  const sealing = createCipheriv(cipher, keyOf(secret, requestKey), nonce)
  const sealed = [sealing.update(length), sealing.update(head), sealing.update(body), sealing.final()]
  return Buffer.concat([nonce, sealing.getAuthTag(), ...sealed])
}

/** @throws Error if the answer was sealed for another request or with another secret */
export function openAnswer(secret: string, requestKey: string, sealed: Buffer): RepeatableAnswer {
  const opening = createDecipheriv(cipher, keyOf(secret, requestKey), sealed.subarray(0, nonceBytes))
  opening.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  const plain = Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()])
  const bodyAt = 4 + plain.readUInt32BE()
  return { ...JSON.parse(plain.toString('utf8', 4, bodyAt)), body: plain.subarray(bodyAt) }
}

const keyOf = (secret: string, requestKey: string) =>
  Buffer.from(hkdfSync('sha256', secret, requestKey, 'inkling idempotent answer', 32))
