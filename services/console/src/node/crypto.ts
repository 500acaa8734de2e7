import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** The hash of a text in hexadecimal, as that of `node:crypto`. */
export const hash = (_algorithm: 'sha256', text: string): string => bytesToHex(sha256(utf8ToBytes(text)))
