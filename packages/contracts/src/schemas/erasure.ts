import { type Static, Type } from 'typebox'
import { Id, Named, Text, Time, Whole } from './text.ts'

const Code = (description: string) => Type.String({ pattern: '^[0-9a-f]{64}$', description })

export const UserParams = Type.Object({ id: Id('The user, as events and requests name them') })

export const UserExportParams = Type.Object({
  ...UserParams.properties,
  exportId: Text(64, 'The id of the operation that exported'),
  part: Type.String({ pattern: '^(0|[1-9]\\d{0,5})$', description: 'The number of the part, from 0' }),
})

/** What an erasure removed. It names no user: whoever knows the id can compare it with the code. */
export const ErasureReceipt = Type.Object(
  {
    version: Type.Literal(1, { description: 'Of the form of the receipt' }),
    tenantId: Id('The tenant'),
    userCode: Code('A code of the user with a key of this installation, from which nobody finds the id'),
    requestedAt: Time('What was stored until then is erased'),
    erasedAt: Time('When all of it was gone'),
    removed: Named(Whole(), 100, 'How many rows or copies were removed, by store'),
    signature: Code('HMAC-SHA-256 over the rest, with a key of this installation'),
  },
  { additionalProperties: false, description: 'The result of an erasure' },
)
export type ErasureReceipt = Static<typeof ErasureReceipt>

export const ErasureVerdict = Type.Object(
  {
    isGenuine: Type.Boolean({ description: 'Whether this installation wrote the receipt, and nobody changed it' }),
    isOfUser: Type.Boolean({ description: 'Whether it is about this user of this tenant' }),
  },
  { description: 'What a receipt proves' },
)
