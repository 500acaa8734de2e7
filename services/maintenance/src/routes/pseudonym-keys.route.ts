import { calls, type PseudonymKey } from '@inkling/contracts'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface PseudonymKeys {
  /** @throws InklingError not_found */
  read(caller: Caller): Promise<PseudonymKey>
  /** @throws InklingError conflict if rows of the tenant name users, and there is no key */
  put(caller: Caller): Promise<{ readonly key: PseudonymKey; readonly isNew: boolean }>
  /** @throws InklingError not_found */
  replace(caller: Caller): Promise<PseudonymKey>
}

/** The key of the pseudonyms of the users of the caller's tenant. */
export async function pseudonymKeysRoute(
  app: FastifyInstance,
  { pseudonymKeys }: { readonly pseudonymKeys: PseudonymKeys },
): Promise<void> {
  implement(app, calls.getPseudonymKey, (caller) => pseudonymKeys.read(caller))

  implement(app, calls.putPseudonymKey, async (caller) => {
    const { key, isNew } = await pseudonymKeys.put(caller)
    if (isNew) audit(caller, 'pseudonym key created', { after: key })
    return key
  })

  implement(app, calls.deletePseudonymKey, async ({ reply, ...caller }) => {
    const before = await pseudonymKeys.read(caller)
    const after = await pseudonymKeys.replace(caller)
    audit(caller, 'pseudonym key destroyed', { before, after })
    reply.status(204)
    return undefined
  })
}
