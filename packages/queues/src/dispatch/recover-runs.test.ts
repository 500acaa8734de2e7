import { expect, it } from 'vitest'
import { openRuns } from '../../test/open-runs.ts'
import type { InFlightRun, Paused } from './dispatched-runs.ts'
import { recoverRuns } from './recover-runs.ts'

type Fate = 'alive' | 'lost' | { readonly error: string }
const run = (id: string, state: InFlightRun['state'], kind = 'train'): InFlightRun => ({
  tenantId: 'acme',
  id,
  kind,
  state,
})

/** Recovers runs whose jobs have these fates, and returns what was done. */
async function recovered(
  inFlight: readonly InFlightRun[],
  fates: Readonly<Record<string, Fate>>,
  paused: Partial<Paused> = {},
  hasEnded = false,
) {
  const { runs, steps } = openRuns(inFlight, { paused, hasEnded })
  await recoverRuns(runs, {
    fateOf: async (_, id) => fates[id] ?? 'alive',
    remove: async (_, id) => {
      steps.push(['remove', id])
      return !id.startsWith('begun')
    },
  })
  return steps
}

it('lets a run wait again whose job is lost, whether it was queued or running', async () => {
  for (const state of ['queued', 'running'] as const)
    expect(await recovered([run('a', state)], { a: 'lost' })).toEqual([
      ['requeue', 'a'],
      ['told', 'a', 'requeued'],
    ])
})

it('fails a run whose job has ended without telling so', async () => {
  expect(await recovered([run('a', 'running')], { a: { error: 'The worker died twice' } })).toEqual([
    ['fail', 'a', 'The worker died twice'],
    ['told', 'a', 'failed'],
  ])
})

it('lets an erasure wait again whose job has failed, as often as it fails', async () => {
  for (let n = 0; n < 2; n++)
    expect(await recovered([run('a', 'running', 'erase')], { a: { error: 'The work failed' } })).toEqual([
      ['remove', 'a'],
      ['requeue', 'a'],
      ['told', 'a', 'requeued'],
    ])
})

it('leaves runs alone whose job is alive, or whose kind this version does not know', async () => {
  expect(await recovered([run('a', 'queued'), run('b', 'running'), run('c', 'queued', 'tidy')], { c: 'lost' })).toEqual(
    [],
  )
})

it('takes back what is paused and has not begun', async () => {
  const inFlight = [run('a', 'queued'), run('begun', 'queued'), run('b', 'running')]
  const takenBack = [
    ['remove', 'a'],
    ['remove', 'begun'],
    ['requeue', 'a'],
  ]
  expect(await recovered(inFlight, {}, { kinds: new Set(['train']) })).toEqual(takenBack)
  expect(await recovered(inFlight, {}, { tenants: new Set(['acme']) })).toEqual(takenBack)
  expect(await recovered(inFlight, {}, { kinds: new Set(['erase']), tenants: new Set(['other']) })).toEqual([])
})

it('tells nothing of a run that ended while its job was looked for', async () => {
  const inFlight = [run('a', 'running'), run('b', 'running')]
  const steps = await recovered(inFlight, { a: 'lost', b: { error: 'The work failed' } }, {}, true)
  expect(steps.map(([step]) => step).toSorted()).toEqual(['fail', 'requeue'])
})
