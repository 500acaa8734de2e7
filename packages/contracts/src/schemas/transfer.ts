import { type Static, Type } from 'typebox'
import { Text } from './text.ts'

/** The most characters of a part; an item alone may have a megabyte, which quotes double. */
const maxPartCharacters = 8_000_000

export const TransferPart = Type.Object(
  { lines: Text(maxPartCharacters, 'Whole lines of JSON, each with a line feed after it') },
  { additionalProperties: false },
)
export type TransferPart = Static<typeof TransferPart>

export const ImportRequest = Type.Object(
  {
    importId: Text(64, 'What the parts were sent as'),
    parts: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many parts were sent' }),
  },
  { additionalProperties: false },
)
export type ImportRequest = Static<typeof ImportRequest>
