/** What a scoped token may do; each field narrows what its key may do. */
export interface ScopedTokenClaims {
  /** The only user for whom the token speaks. The default is every user. */
  readonly userId?: string
  /** What every answer must meet beside the filter of its request, such as `kind = "doc"`. */
  readonly filter?: string
  /** Some of events:write, predictions:read, suggestions:read and search:read. The default is all of the key's. */
  readonly scopes?: readonly string[]
  /** How long it is valid, at most a day. The default is 15 minutes. */
  readonly expiresInSeconds?: number
}

const defaultSeconds = 900
const longestSeconds = 86_400

/**
 * Makes a token from an API key, without asking anybody: give it to a page or an app, and keep the key. The gateway
 * takes it in `Authorization: Bearer` until it ends, or its key does.
 * @throws RangeError for a key of another form, or a time of more than a day; the error does not show the key
 */
export async function createScopedToken(
  apiKey: string,
  { expiresInSeconds = defaultSeconds, ...claims }: ScopedTokenClaims,
  nowMs: number = Date.now(),
): Promise<string> {
  const [, id, secret] = /^ink_([0-9a-z]+)_([0-9a-z]+)$/.exec(apiKey) ?? []
  if (!id || !secret) throw new RangeError('The key must have the form ink_<id>_<secret>')
  if (!(expiresInSeconds > 0 && expiresInSeconds <= longestSeconds))
    throw new RangeError(`expiresInSeconds must be more than 0 and at most ${longestSeconds}; got ${expiresInSeconds}`)
  const exp = Math.floor(nowMs / 1_000 + expiresInSeconds)
  const signed = `inkt_${id}.${base64url(bytes(JSON.stringify({ ...claims, exp })))}`
  return `${signed}.${base64url(await codeOf(secret, signed))}`
}

/** HMAC-SHA-256 with the SHA-256 of the secret: the gateway knows of the secret no more than that. */
async function codeOf(secret: string, signed: string): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const hash = await subtle.digest('SHA-256', bytes(secret))
  const key = await subtle.importKey('raw', hash, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await subtle.sign('HMAC', key, bytes(signed)))
}

const bytes = (text: string) => new TextEncoder().encode(text)

const base64url = (from: Uint8Array) =>
  btoa(String.fromCharCode(...from))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
