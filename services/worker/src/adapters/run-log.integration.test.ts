import { createDatabase, listDeadLetters, readRun, runLogOf } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { asRun } from '../jobs/as-run.ts'
import { runLog } from './run-log.ts'

const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
afterAll(() => database.close())
const logger = createLogger({ service: 'test', level: 'silent' })
const acme = database.background('acme')

it('a run whose last attempt fails is a dead letter with its attempts, and with a stack of every cause', async () => {
  await runLogOf(acme).insertUnlessActive({ id: 'op_1', kind: 'train', options: {} })
  const work = async () => {
    throw new Error('cannot train', { cause: new RangeError('no memory') })
  }
  const onChange = vi.fn()
  const attempt = (isLastAttempt: boolean) =>
    asRun(
      runLog(database, onChange),
      logger,
      work,
    )({ tenantId: 'acme', runId: 'op_1' }, { signal: new AbortController().signal, isLast: () => isLastAttempt })
  await expect(attempt(false)).rejects.toThrow('cannot train')
  expect(await listDeadLetters(acme, {}, undefined, 1)).toEqual([])
  await expect(attempt(true)).rejects.toThrow('cannot train')
  // It began twice, and failed.
  expect(onChange.mock.calls).toEqual([['acme'], ['acme'], ['acme']])
  const [letter] = await listDeadLetters(acme, {}, undefined, 1)
  expect(letter).toMatchObject({ id: 'op_1', attempts: 2, error: expect.stringContaining('The work failed') })
  expect(letter?.stack).toMatch(/^Error: cannot train\n +at .*\ncaused by RangeError: no memory\n +at /s)
})

it('a run that was refused fails with its reason, and is no dead letter', async () => {
  await runLogOf(acme).insertUnlessActive({ id: 'op_refused', kind: 'restoreArchive', options: {} })
  const refusal = new InklingError('not_found', 'No events of 2026-10 are in the archive')
  const attempt = asRun(runLog(database), logger, () => Promise.reject(refusal))
  const context = { signal: new AbortController().signal, isLast: () => true }
  await expect(attempt({ tenantId: 'acme', runId: 'op_refused' }, context)).rejects.toBe(refusal)
  expect(await readRun(acme, 'op_refused')).toMatchObject({ state: 'failed', error: refusal.detail })
  expect(await listDeadLetters(acme, { kind: 'restoreArchive' }, undefined, 1)).toEqual([])
})
