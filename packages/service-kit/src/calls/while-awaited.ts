import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { FastifyReply } from 'fastify'

/**
 * Aborts when nobody waits for the answer any more, with an InklingError: `deadline_exceeded`, or `bad_request` if the
 * client has left, which is no error of ours.
 */
export function whileAwaited({ raw }: Pick<FastifyReply, 'raw'>, { remainingMs }: Deadline): AbortSignal {
  const controller = new AbortController()
  const expire = () => controller.abort(new InklingError('deadline_exceeded', 'The deadline came before the answer'))
  const timer = setTimeout(expire, remainingMs)
  raw.once('close', () => {
    clearTimeout(timer)
    controller.abort(new InklingError('bad_request', 'The client left before the answer'))
  })
  return controller.signal
}
