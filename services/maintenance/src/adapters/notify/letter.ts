import { hash } from 'node:crypto'
import type { DeliveryRow } from '@inkling/database'
import type { Message } from '../../domain/alerts/message.ts'
import type { Delivery } from './outbox.ts'

/** A message to a destination, and what it tells. */
export interface Letter extends Delivery {
  readonly destination: string
  readonly message: Message
  readonly keys: readonly string[]
}
export type NewLetter = Pick<Letter, 'id' | 'destination' | 'message' | 'keys'>

/** Equal messages have equal ids, whoever sends them. */
export function newLetter(message: Message, keys: readonly string[]): NewLetter {
  const { destination, at } = message
  const id = `msg_${hash('sha256', [destination, ...(keys.length > 0 ? keys : [at])].join('\n'), 'hex').slice(0, 24)}`
  return { id, destination, message, keys }
}

export const rowOf = ({ createdAtMs, endedAtMs, ...letter }: Letter): DeliveryRow => ({
  ...letter,
  createdAt: new Date(createdAtMs),
  endedAt: endedAtMs === undefined ? null : new Date(endedAtMs),
})

export const letterOf = ({ createdAt, endedAt, message, ...row }: DeliveryRow): Letter => ({
  ...row,
  message: message as Message,
  createdAtMs: createdAt.getTime(),
  endedAtMs: endedAt?.getTime(),
})
