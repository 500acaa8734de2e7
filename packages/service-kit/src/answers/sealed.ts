import { createHmac, timingSafeEqual } from 'node:crypto'

const macBytes = 12

const mac = (secret: string, purpose: string, body: string) =>
  createHmac('sha256', secret).update(`${purpose}\0${body}`).digest().subarray(0, macBytes)

/**
 * Returns a text that holds `value` and is signed. It is worth nothing for another `purpose`, which should name the
 * tenant.
 */
export function seal(secret: string, purpose: string, value: unknown): string {
  const body = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${body}${mac(secret, purpose, body).toString('base64url')}`
}

/** Returns the sealed value, or undefined if the text was not sealed by us for this purpose. */
export function unseal(secret: string, purpose: string, text: string): unknown {
  const body = text.slice(0, -(macBytes / 3) * 4)
  const given = Buffer.from(text.slice(body.length), 'base64url')
  const expected = mac(secret, purpose, body)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return JSON.parse(Buffer.from(body, 'base64url').toString())
}
