import { randomBytes } from 'node:crypto'

/** 192 bits, in characters that need no quoting in URLs, SQL, shells and keys. */
export const randomSecret = (): string => randomBytes(24).toString('hex')
