import { setTimeout as delay } from 'node:timers/promises'
import { calls } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { JobPayload } from '@inkling/queues'
import { Deadline } from '@inkling/resilience'
import type { Caller, Upstream } from '@inkling/service-kit'
import type { RunContext } from './as-run.ts'

/** The services that hold models; undefined if their addresses are not set. */
export interface ModelServices {
  readonly prediction: Pick<Upstream, 'call'> | undefined
  readonly search: Pick<Upstream, 'call'> | undefined
}

const callMs = 30_000
const lookAgainMs = 250
/** What a service says while it loads a model. */
const passing = new Set<string>(['dependency_unavailable', 'deadline_exceeded', 'overloaded'])

/**
 * Loads a tenant's next-item model and search index into the processes that serve it, and ends once they answer from
 * memory. No receipt is written, and nothing counts as use. Tells how many seconds each took.
 */
export const warmJob =
  ({ prediction, search }: ModelServices) =>
  async ({ tenantId }: JobPayload<'warm'>, { onProgress, signal }: Pick<RunContext, 'onProgress' | 'signal'>) => {
    if (!prediction || !search)
      throw new InklingError('conflict', 'Nothing was warmed: PREDICTION_URL and SEARCH_URL of the worker are not set')
    const model = (caller: Caller) => prediction.call(calls.relatedItems, { body: { itemIds: [], limit: 1 } }, caller)
    const index = (caller: Caller) => search.call(calls.similarItems, { body: { tags: ['warm'], limit: 1 } }, caller)
    const modelSeconds = await untilAnswered(tenantId, model, signal)
    onProgress(0.5)
    return { modelSeconds, indexSeconds: await untilAnswered(tenantId, index, signal) }
  }

/** Asks until the answer comes from memory: while a model is loaded, its service says that it is unavailable. */
async function untilAnswered(tenantId: string, ask: (caller: Caller) => Promise<unknown>, signal: AbortSignal) {
  const startedMs = performance.now()
  for (;;) {
    signal.throwIfAborted()
    try {
      await ask({ principal: { tenantId, keyId: 'warm', scopes: [] }, deadline: new Deadline(callMs) })
      return (performance.now() - startedMs) / 1_000
    } catch (error) {
      if (!(error instanceof InklingError && passing.has(error.code))) throw error
    }
    await delay(lookAgainMs, undefined, { signal })
  }
}
