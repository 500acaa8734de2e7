import { setTimeout as sleep } from 'node:timers/promises'
import type { InklingClient } from '@inkling/client'
import type { Operation } from '@inkling/contracts'
import { CliError } from '../cli-error.ts'
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

/** The numbers of an operation's result in a line. @throws CliError if it failed, or was kept from changing anything */
export function renderEnded({ id, kind, state, error, result }: Operation): string {
  if (state !== 'succeeded') throw new CliError(`The ${kind} run ${state} (operation ${id}): ${error}`)
  if (typeof result?.blocked === 'string') throw new CliError(`Nothing was changed. ${result.blocked}.`)
  const counts = Object.entries(result ?? {}).filter(([, value]) => typeof value === 'number')
  return `${id}: ${counts.map(([name, value]) => `${name} ${value}`).join(', ')}`
}
