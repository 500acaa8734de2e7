import { setTimeout } from 'node:timers/promises'
import { type Caches, platform } from '@inkling/cache'
import { InklingError } from '@inkling/errors'
import type { Caller } from '@inkling/service-kit'

interface TellGatewaysParts {
  readonly invalidate: Caches['invalidate']
  /** After this time a gateway reads a key again although nobody told it of a change. */
  readonly keyCacheMs: number
  /** Milliseconds of a clock that never goes back. */
  readonly clock?: () => number
  readonly wait?: (ms: number) => Promise<unknown>
}

const againMs = 100

/**
 * Returns a function that tells all gateways of a committed change of a key or a tenant; 250 ms after it resolves no
 * gateway acts by what was before. Normally that takes one message. While Redis is unavailable, it waits until Redis
 * takes the message, or until every gateway has read its keys again without one.
 * @throws InklingError dependency_unavailable if the request cannot wait so long; the gateways hear it later
 */
export function tellGateways({ invalidate, keyCacheMs, ...options }: TellGatewaysParts) {
  const { clock = () => performance.now(), wait = setTimeout } = options
  return async (tag: string, { deadline }: Pick<Caller, 'deadline'>): Promise<void> => {
    const untilMs = clock() + keyCacheMs
    while (!(await invalidate(platform, [tag]))) {
      if (clock() >= untilMs) return
      if (deadline.remainingMs <= 2 * againMs) throw notTold(keyCacheMs)
      await wait(againMs)
    }
  }
}

const notTold = (keyCacheMs: number) =>
  new InklingError(
    'dependency_unavailable',
    `The change is stored, but gateways may not know of it for ${Math.ceil(keyCacheMs / 1_000)} s; wait so long`,
    { internal: 'cache redis unavailable: gateways could not be told of a changed key or tenant' },
  )
