import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type Caller, implement, isReceiptId } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { explainReceipt, type RecordedReceipt } from '../domain/explain-receipt.ts'
import { type Repeat, replay } from '../domain/replay.ts'

export interface ReceiptsOptions {
  /** Waits a little for a receipt that was just given. */
  readonly readReceipt: (id: string, caller: Caller) => Promise<RecordedReceipt | undefined>
  readonly repeatFor: (caller: Caller) => Repeat
  readonly secret: string
}

/** The id proves whose receipt it is, so that of another tenant looks like one that was never given. */
export async function receiptsRoute(
  app: FastifyInstance,
  { readReceipt, repeatFor, secret }: ReceiptsOptions,
): Promise<void> {
  implement(app, calls.getReceipt, async ({ params: { id }, query, principal, deadline }) => {
    const caller = { principal, deadline }
    if (!isReceiptId(secret, principal.tenantId, id)) throw new InklingError('not_found', 'There is no such receipt')
    const receipt = await readReceipt(id, caller)
    if (!receipt)
      throw new InklingError('gone', 'The receipt is not kept any more, or its request refused consent', {
        internal: 'the receipt is not stored',
      })
    const explained = explainReceipt(receipt)
    return query.replay === false ? explained : { ...explained, replay: await replay(receipt, repeatFor(caller)) }
  })
}
