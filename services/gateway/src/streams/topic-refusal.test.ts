import { readTopic, type StreamTopic } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { expect, it } from 'vitest'
import { topicRefusal } from './topic-refusal.ts'

const topicOf = (name: string) => readTopic(name) as StreamTopic
const fault = (pointer: string, detail: string) =>
  new InklingError('validation_failed', `Not valid: ${pointer}`, { errors: [{ pointer, code: 'unknown', detail }] })

it('the refusal of an unknown placement names the topic and the placement, and says that the subscription ended', () => {
  const topic = topicOf('suggestions:nope:user:ada')
  expect(topicRefusal(topic, fault('/scenario', 'There is no scenario nope; leave it out'))).toEqual({
    type: 'error',
    code: 'validation_failed',
    topic: 'suggestions:nope:user:ada',
    detail:
      'suggestions:nope:user:ada: There is no placement (scenario) nope; create it with PUT /scenarios/nope, ' +
      'or follow suggestions:-:user:ada. The subscription to this topic ended',
  })
})

it('the refusal of a topic says what its fields lack, not where they are in a call that the client did not make', () => {
  const { detail } = topicRefusal(topicOf('predictions:user:ada'), fault('/userId', 'The user was erased')) as {
    detail: string
  }
  expect(detail).toBe('predictions:user:ada: The user was erased. The subscription to this topic ended')
})

it('the refusal of a topic without faults in fields has the detail of the problem', () => {
  const refusal = topicRefusal(topicOf('operations:op_1'), new InklingError('not_found', 'There is no operation op_1'))
  expect(refusal).toMatchObject({
    code: 'not_found',
    detail: 'operations:op_1: There is no operation op_1. The subscription to this topic ended',
  })
})
