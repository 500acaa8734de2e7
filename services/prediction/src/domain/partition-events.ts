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

/**
 * Separates the lines that can be stored from those that cannot, and says what is wrong with each of these.
 * @param isOurReceipt Whether an id is that of an answer to the tenant.
 * @param executionId Events without an id get one made from it and from their line.
 */
export function partitionEvents(
  lines: readonly EventLine[],
  nowMs: number,
  isOurReceipt: (receiptId: string) => boolean,
  executionId?: string,
): PartitionedEvents {
  const events: AcceptableEvent[] = []
  const rejected: Rejection[] = []
  for (const line of lines) {
    const fault = 'fault' in line ? line.fault : findFault(line.value, nowMs, isOurReceipt)
    if (fault) rejected.push({ index: line.index, ...fault })
    else if ('value' in line) events.push(complete(line.value, line.index, nowMs, executionId))
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

function findFault(event: Event, nowMs: number, isOurReceipt: (receiptId: string) => boolean): FieldError | undefined {
  if (event.userId === undefined && event.sessionId === undefined)
    return { pointer: '/sessionId', code: 'required', detail: 'One of userId and sessionId is required' }
  if (event.receiptId !== undefined && !isOurReceipt(event.receiptId))
    return {
      pointer: '/receiptId',
      code: 'receipt',
      detail: 'This is not a receiptId of an answer to you; leave the field out if no answer led to this event',
    }
  return futureFault(event.occurredAt, nowMs)
}

function complete(event: Event, index: number, nowMs: number, executionId?: string): AcceptableEvent {
  const occurredAt = event.occurredAt ?? new Date(nowMs).toISOString()
  if (event.id !== undefined) return { ...event, index, id: event.id, hasOwnId: true, occurredAt }
  if (executionId === undefined) return { ...event, index, id: randomUUID(), hasOwnId: false, occurredAt }
  return { ...event, index, id: `${executionId}-${index}`, hasOwnId: true, isOfExecution: true, occurredAt }
}
