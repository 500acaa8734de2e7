import { expect, it } from 'vitest'
import { topics, wakeUpChannel } from './topics.ts'

it('each topic has a Redis channel of its own, which stays the same from release to release', () => {
  expect(Object.values(topics).map(wakeUpChannel)).toEqual([
    'inkling:wake:events',
    'inkling:wake:items',
    'inkling:wake:embeddings',
    'inkling:wake:snapshots',
    'inkling:wake:search-snapshots',
    'inkling:wake:models',
    'inkling:wake:challengers',
    'inkling:wake:erasures',
    'inkling:wake:operations',
    'inkling:wake:alerts',
  ])
})
