import { setTimeout as delay } from 'node:timers/promises'
import { calls, type Operation } from '@inkling/contracts'
import { expect, it } from 'vitest'
import { newTenant, operator } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { stack } from './stack.ts'

const admin = operator(stack)
const shop = await newTenant({ plan: 'scale' }, stack)
const body = Array.from({ length: 1_000 }, (_, n) => ({
  ...{ type: 'view', sessionId: `s${Math.floor(n / 3)}`, itemId: `i${(n * 7) % 50}` },
}))
await shop.call(calls.postEvents, { body })

const read = async ({ id }: Operation) => (await shop.call(calls.getOperation, { params: { id } })).body
const deadLetters = async () => (await admin.call(calls.listDeadLetters)).body.data
/** Longer than the four attempts of a run wait, which is 7 s. */
const outageMs = 20_000

it('an outage of Postgres that outlasts all attempts fails neither a run at work nor one that waits', async () => {
  const start = async (kind: 'train' | 'reindex') => (await shop.call(calls.createRun, { body: { kind } })).body
  const training = await start('train')
  await eventually(async () => expect((await read(training)).state).toBe('running'))
  const waiting = await start('reindex')
  await stack.postgres?.stop()
  await delay(outageMs)
  await stack.postgres?.start()
  const runs = [training, waiting]
  const states = async () => (await Promise.all(runs.map(read))).map(({ state, error }) => [state, error])
  await eventually(async () => expect(await states()).toEqual(runs.map(() => ['succeeded', null])), 120_000)
  expect(await deadLetters()).toEqual([])
}, 240_000)

it('an import that was cut off fails at once with its reason, and is no dead letter', async () => {
  await admin.call(calls.putImportPart, {
    params: { id: shop.id, importId: 'cut', part: '0' },
    body: { lines: 'no line\n' },
  })
  const asked = { params: { id: shop.id }, body: { importId: 'cut', parts: 1 } }
  const { id } = (await admin.call(calls.importTenant, asked)).body
  const refused = { state: 'failed', error: expect.stringContaining('Line 1 of the export') }
  const readRefused = async () => (await admin.call(calls.getOperation, { params: { id } })).body
  await eventually(async () => expect(await readRefused()).toMatchObject(refused))
  expect(await deadLetters()).toEqual([])
}, 60_000)
