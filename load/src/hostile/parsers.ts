import { bodyParsers } from './body-parsers.ts'
import { credentialParsers } from './credential-parsers.ts'
import { fileParsers } from './file-parsers.ts'
import type { HostileParser } from './judge-parser.ts'
import { queryParsers } from './query-parsers.ts'
import { ruleParsers } from './rule-parsers.ts'

/** All that read what strangers send, or what they left in a file. */
export const parsers: readonly HostileParser[] = [
  ...queryParsers,
  ...credentialParsers,
  ...bodyParsers,
  ...ruleParsers,
  ...fileParsers,
]
