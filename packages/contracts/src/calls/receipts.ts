import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Receipt } from '../schemas/receipt.ts'
import { Id } from '../schemas/text.ts'

export const getReceipt = defineCall({
  id: 'getReceipt',
  method: 'GET',
  path: '/receipts/:id',
  summary: 'Get why an answer was given',
  description: `Returns what an answer was asked and made of, what became of its items, and the answer made again.

- \`id\` is the \`receiptId\` of a prediction, a suggestion or a search; in the example it is a placeholder.
- An answer is recorded within a second, unless its request refused consent, and kept for 190 days or as long as the
  tenant has set.
- The receipt of another tenant looks absent (404). One of your own that is not kept any more, or was never recorded, is
  answered with 410.
- The answer is made again from the same request, for the same time, and compared: \`replay.outcome\`. A model that has
  learned since may say something else; \`replay.because\` then says what has changed.`,
  service: 'suggestion',
  scope: 'learning:read',
  priority: 'background',
  idempotent: true,
  params: Type.Object({ id: Id('The receiptId of the answer') }),
  query: Type.Object(
    {
      replay: Type.Optional(
        Type.Boolean({ default: true, description: 'Whether to make the answer again. The default is true' }),
      ),
    },
    { additionalProperties: false },
  ),
  answers: { 200: Receipt },
})
