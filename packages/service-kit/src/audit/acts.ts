import { randomUUID } from 'node:crypto'
import { channel } from 'node:diagnostics_channel'
import type { FastifyBaseLogger, FastifyRequest } from 'fastify'
import type { Principal } from '../calls/principal.ts'

/** Something that a caller did, before it is known where. */
export interface Act {
  readonly id: string
  /** RFC 3339, UTC, with milliseconds. */
  readonly at: string
  readonly tenantId: string
  readonly keyId: string
  readonly action: string
  readonly details: Readonly<Record<string, unknown>>
  readonly address: string
  readonly requestId: string
}

/** It carries each {@link Act}. */
export const acts = channel('inkling:act')

/**
 * Puts what a caller did that matters to others into the log of this process, and into the audit log.
 *
 * @param action in the past: "key revoked"
 * @param details what it was done to; of a change also `before` and `after`. `ofTenantId` names another tenant
 * @param address from where the caller's request came
 */
export function recordAct(
  request: FastifyRequest,
  { tenantId, keyId }: Principal,
  address: string,
  action: string,
  details: object,
): void {
  publishAct(request.log, { tenantId, keyId, address, action, requestId: request.id, details: { ...details } })
}

/** As {@link recordAct}, for what is no single request. */
export function publishAct(log: Pick<FastifyBaseLogger, 'warn'>, act: Omit<Act, 'id' | 'at'>): void {
  const { tenantId, keyId, requestId, details, action } = act
  log.warn({ audit: true, tenantId, keyId, requestId, ...details }, action)
  acts.publish({ ...act, id: randomUUID(), at: new Date().toISOString() } satisfies Act)
}
