import { randomUUID } from 'node:crypto'
import { type Event, futureFault, type Rejection } from '@inkling/contracts'
import type { FieldError } from '@inkling/errors'

/** An event that may be stored. */
export interface AcceptableEvent extends Omit<Event, 'id' | 'occurredAt'> {
  readonly id: string
  /** Whether a second event with the id is a duplicate: the id was given or made from the execution. */
  readonly hasOwnId: boolean
  /** Whether the id was made from the execution, so that a duplicate is this event itself. */
  readonly isOfExecution?: boolean
  readonly occurredAt: string
  /** The place of the event's line in its request. */
  readonly index: number
}

export interface PartitionedEvents {
  readonly events: readonly AcceptableEvent[]
  readonly rejected: readonly Rejection[]
}

type EventLine =
  | { readonly index: number; readonly value: Event }
  | { readonly index: number; readonly fault: FieldError }

export interface PartitionOptions {
  readonly nowMs: number
  /** Whether an id is that of an answer to the tenant. */
  readonly isOurReceipt: (receiptId: string) => boolean
  /** Whether pages sent them, with a key or a token that everyone who loads the page can read. */
  readonly isOfPages: boolean
  /** Events without an id get one made from it and from their line. */
  readonly executionId?: string | undefined
}

/** So old may an event be that a page sends, which may have been offline. */
const pageDays = 31
const dayMs = 86_400_000
const tooOld = {
  pointer: '/occurredAt',
  code: 'too_old',
  detail: `A page sends events of the last ${pageDays} days; send older ones from a server, with a secret API key`,
}

/** Separates the lines that can be stored from those that cannot, and says what is wrong with each of these. */
export function partitionEvents(lines: readonly EventLine[], options: PartitionOptions): PartitionedEvents {
  const events: AcceptableEvent[] = []
  const rejected: Rejection[] = []
  for (const line of lines) {
    const fault = 'fault' in line ? line.fault : findFault(line.value, options)
    if (fault) rejected.push({ index: line.index, ...fault })
    else if ('value' in line) events.push(complete(line.value, line.index, options))
  }
  return { events, rejected }
}

/** The lines of events that the store refused, by the ids of these events. */
export const refusedLines = (
  events: readonly AcceptableEvent[],
  refused: ReadonlyMap<string, FieldError>,
): Rejection[] =>
  events.flatMap(({ id, index }) => {
    const fault = refused.get(id)
    return fault ? [{ index, ...fault }] : []
  })

function findFault(event: Event, { nowMs, isOurReceipt, isOfPages }: PartitionOptions): FieldError | undefined {
  if (event.userId === undefined && event.sessionId === undefined)
    return { pointer: '/sessionId', code: 'required', detail: 'One of userId and sessionId is required' }
  if (event.receiptId !== undefined && !isOurReceipt(event.receiptId))
    return {
      pointer: '/receiptId',
      code: 'receipt',
      detail: 'This is not a receiptId of an answer to you; leave the field out if no answer led to this event',
    }
  if (isOfPages && event.occurredAt !== undefined && Date.parse(event.occurredAt) < nowMs - pageDays * dayMs)
    return tooOld
  return futureFault(event.occurredAt, nowMs)
}

function complete(event: Event, index: number, { nowMs, executionId }: PartitionOptions): AcceptableEvent {
  const occurredAt = event.occurredAt ?? new Date(nowMs).toISOString()
  if (event.id !== undefined) return { ...event, index, id: event.id, hasOwnId: true, occurredAt }
  if (executionId === undefined) return { ...event, index, id: randomUUID(), hasOwnId: false, occurredAt }
  return { ...event, index, id: `${executionId}-${index}`, hasOwnId: true, isOfExecution: true, occurredAt }
}
