import { readFile } from 'node:fs/promises'
import { calls, runKinds } from '@inkling/contracts'
import { expect, it } from 'vitest'
import type { JobDefinition } from '../define-job.ts'
import { jobNames, jobs } from './registry.ts'

const definitions: JobDefinition[] = Object.values(jobs)

it('lists every job under its own name', () => {
  expect(definitions.map(({ name }) => name)).toEqual(jobNames)
})

it.each(runKinds)('lets requests ask for a run with the scope of the call that starts it: %s', (kind) => {
  expect(jobs[kind].requestedBy).toBe(calls.createRun.scope)
})

it('lets requests apply and undo changes with the scopes of the calls that do so', () => {
  expect([jobs.apply.requestedBy, jobs.undo.requestedBy]).toEqual([calls.applyChanges.scope, calls.undoChanges.scope])
})

it('lets requests ask for an erasure with the scope of the call that deletes a tenant', () => {
  expect(jobs.erase.requestedBy).toBe(calls.deleteTenant.scope)
})

it('lets requests ask for a backup with the scope of its call', () => {
  expect(jobs.backup.requestedBy).toBe(calls.createBackup.scope)
})

it('lets requests archive and restore events with the scopes of the calls that do so', () => {
  expect(jobs.archive.requestedBy).toBe(calls.archiveEvents.scope)
  expect(jobs.restoreArchive.requestedBy).toBe(calls.restoreArchive.scope)
})

it('lets those erase and export users who may call that', () => {
  expect(jobs.eraseUser.requestedBy).toBe(calls.eraseUser.scope)
  expect(jobs.exportUser.requestedBy).toBe(calls.exportUser.scope)
})

it('keeps all other jobs to Inkling itself', () => {
  const requested: string[] = [
    ...[
      ...runKinds,
      'erase',
      'eraseUser',
      'export',
      'exportUser',
      'import',
      'apply',
      'undo',
      'backup',
      'archive',
      'restoreArchive',
    ],
  ]
  const others = definitions.filter(({ name }) => !requested.includes(name))
  expect(new Set(others.map(({ requestedBy }) => requestedBy))).toEqual(new Set(['inkling']))
})

it('schedules jobs only with payloads that they accept', () => {
  const scheduled = definitions.flatMap(({ schedule, check }) => (schedule ? [{ schedule, check }] : []))
  for (const { schedule, check } of scheduled) expect(() => check(schedule.payload)).not.toThrow()
})

it('has the limits and schedules that the README lists', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const rows = definitions.map((job) =>
    [
      `\`${job.name}\``,
      job.concurrency,
      job.maxWaiting,
      job.waitingPerTenant?.toLocaleString('en') ?? '',
      `${job.timeoutMs / 60_000} min`,
      job.attempts,
      `${job.backoffMs / 1_000} s`,
      job.schedule ? `\`${job.schedule.cron}\`` : '',
      job.requestedBy === 'inkling' ? 'Inkling' : `\`${job.requestedBy}\``,
    ].join(' | '),
  )
  for (const row of rows) expect(readme).toContain(`| ${row} |`)
})
