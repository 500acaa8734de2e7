import { expect, it } from 'vitest'
import { lastEventId } from './last-event-id.ts'

const position = 'a1b2c3.17~d4e5f6.2'

it.each([undefined, '', position])('the Last-Event-ID %j is taken as it is', (id) => {
  expect(lastEventId({ 'last-event-id': id })).toBe(id)
})

it.each(['yesterday', '17', `${position}, ${position}`])('names the header Last-Event-ID if it is %j', (id) => {
  expect(() => lastEventId({ 'last-event-id': id })).toThrow(
    expect.objectContaining({
      code: 'validation_failed',
      detail: expect.stringContaining('Last-Event-ID'),
      errors: [expect.objectContaining({ pointer: '/headers/last-event-id', code: 'format' })],
    }),
  )
})
