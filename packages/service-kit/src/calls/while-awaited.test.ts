import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { Deadline } from '@inkling/resilience'
import { expect, it } from 'vitest'
import { whileAwaited } from './while-awaited.ts'

const response = () => new EventEmitter() as ServerResponse

it('aborts as an error of the client when the client leaves', () => {
  const raw = response()
  const signal = whileAwaited({ raw }, new Deadline(60_000))
  expect(signal.aborted).toBe(false)
  raw.emit('close')
  expect(signal.reason).toMatchObject({ code: 'bad_request' })
})

it('aborts with deadline_exceeded when the deadline has passed', async () => {
  const signal = whileAwaited({ raw: response() }, new Deadline(5))
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  expect(signal.reason).toMatchObject({ code: 'deadline_exceeded' })
})
