import { InklingError } from '@inkling/errors'
import { expect, it } from 'vitest'
import { type SweptRun, sweepRuns } from './sweep-runs.ts'

type Fate = 'alive' | 'lost' | { readonly error: string }
const run = (id: string, state: SweptRun['state'], kind = 'train'): SweptRun => ({
  tenantId: 'acme',
  id,
  kind,
  state,
  options: { tuneSeconds: 1, reason: 'request' },
})

/** Sweeps runs whose jobs have these fates, and returns what was done. */
async function swept(runs: readonly SweptRun[], fates: Readonly<Record<string, Fate>>, submitError?: Error) {
  const steps: unknown[][] = []
  await sweepRuns(
    {
      oldest: async () => runs,
      requeue: async ({ id }) => void steps.push(['requeue', id]),
      fail: async ({ id }, error) => void steps.push(['fail', id, error]),
      onSwept: ({ id }, outcome) => void steps.push(['told', id, outcome]),
    },
    {
      fateOf: async (_, id) => fates[id] ?? 'alive',
      remove: async (_, id) => void steps.push(['remove', id]),
      async submit(name, id, payload) {
        if (submitError) throw submitError
        steps.push(['submit', name, id, payload])
      },
    },
  )
  return steps
}

it('queues a run again whose job is lost, whether it was queued or running', async () => {
  const payload = (runId: string) => ({ tenantId: 'acme', runId, tuneSeconds: 1 })
  expect(await swept([run('a', 'queued'), run('b', 'running')], { a: 'lost', b: 'lost' })).toEqual([
    ['submit', 'train', 'a', payload('a')],
    ['told', 'a', 'requeued'],
    ['requeue', 'b'],
    ['submit', 'train', 'b', payload('b')],
    ['told', 'b', 'requeued'],
  ])
})

it('fails a run whose job has ended without telling so', async () => {
  expect(await swept([run('a', 'running')], { a: { error: 'The worker died twice' } })).toEqual([
    ['fail', 'a', 'The worker died twice'],
    ['told', 'a', 'failed'],
  ])
})

it('queues an erasure again whose job has failed, as often as it fails', async () => {
  const erase = { ...run('a', 'running', 'erase'), options: { erasedTenantId: 'gone' } }
  for (let n = 0; n < 2; n++)
    expect(await swept([erase], { a: { error: 'The work failed' } })).toEqual([
      ['remove', 'a'],
      ['requeue', 'a'],
      ['submit', 'erase', 'a', { tenantId: 'acme', runId: 'a', erasedTenantId: 'gone' }],
      ['told', 'a', 'requeued'],
    ])
})

it('leaves runs alone whose job is alive, or whose kind this version does not know', async () => {
  expect(await swept([run('a', 'queued'), run('b', 'running'), run('c', 'queued', 'tidy')], { c: 'lost' })).toEqual([])
})

it('leaves a run to the next sweep while its queue is full', async () => {
  expect(await swept([run('a', 'queued')], { a: 'lost' }, new InklingError('overloaded', 'full'))).toEqual([])
})
