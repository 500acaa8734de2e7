import type { IncomingHttpHeaders } from 'node:http'
import { StreamPosition } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { Compile } from 'typebox/compile'

const position = Compile(StreamPosition)

/**
 * The position of the last event that a client got (HTML Living Standard, 9.2); empty if it names none yet, undefined
 * without the header.
 * @throws InklingError validation_failed for a text that is not a position
 */
export function lastEventId({ 'last-event-id': id }: IncomingHttpHeaders): string | undefined {
  if (typeof id !== 'string' || position.Check(id)) return id?.toString()
  throw new InklingError('validation_failed', 'The header Last-Event-ID is not the id of an event of this stream', {
    errors: [
      {
        pointer: '/headers/last-event-id',
        code: 'format',
        detail: 'Send the id of the last event unchanged, or leave the header out to begin with the present state',
      },
    ],
  })
}
