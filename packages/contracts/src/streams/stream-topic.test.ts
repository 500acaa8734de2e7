import { expect, it } from 'vitest'
import { readTopic } from './stream-topic.ts'

it.each([
  ['predictions:user:ada', { kind: 'predictions', who: { userId: 'ada' } }],
  ['predictions:session:a:b c', { kind: 'predictions', who: { sessionId: 'a:b c' } }],
  ['suggestions:-:user:ada', { kind: 'suggestions', who: { userId: 'ada' } }],
  ['suggestions:product-page:session:1', { kind: 'suggestions', scenario: 'product-page', who: { sessionId: '1' } }],
  ['operations:run_1', { kind: 'operations', id: 'run_1' }],
  ['level', { kind: 'level' }],
])('the topic %s is read in its parts', (name, parts) => {
  expect(readTopic(name)).toEqual({ name, ...parts })
})

it.each([
  '',
  'levels',
  'level:x',
  'predictions',
  'predictions:user:',
  'predictions:device:1',
  `predictions:user:${'é'.repeat(129)}`,
  'predictions:user:a\0b',
  'predictions:user:\ud800',
  'suggestions:user:ada',
  'suggestions:-a:user:ada',
  'operations:../items',
  'operations:',
  'constructor',
])('the text %j is no topic', (name) => {
  expect(readTopic(name)).toBeUndefined()
})
