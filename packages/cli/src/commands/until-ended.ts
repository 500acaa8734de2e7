import { setTimeout as sleep } from 'node:timers/promises'
import type { InklingClient } from '@inkling/client'
import type { Operation } from '@inkling/contracts'
import type { Context } from '../context.ts'

const lookEveryMs = 500

/** The operation as it ended. */
export async function untilEnded(client: InklingClient, { id }: Operation, { signal }: Context): Promise<Operation> {
  for (;;) {
    const operation = await client.getOperation({ params: { id } }, { signal })
    if (operation.finishedAt !== null) return operation
    await sleep(lookEveryMs, undefined, { signal })
  }
}
