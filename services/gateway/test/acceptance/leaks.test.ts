import { setTimeout as sleep } from 'node:timers/promises'
import { type Call, calls } from '@inkling/contracts'
import { huntLeaks } from '@inkling/leak-hunter'
import { expect, inject, it } from 'vitest'
import { bearer, newTenant, ownAddress } from '../support/callers.ts'
import { get } from '../support/get.ts'
import { logLines } from '../support/log-lines.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { url, adminKey, serviceUrls } = sharedStack()
const collectorUrl = inject('collectorUrl')
/** For mutants: fewer, and no more than the first leak needs. */
const fewerAttempts = inject('leakAttempts')
const attempts = fewerAttempts ?? 4_000
/** Spans leave a process every few seconds. */
const exportedAfterMs = 6_000

/** Lines of the audit log name what was changed, on purpose. */
async function outputs() {
  await sleep(exportedAfterMs)
  const others = Object.entries(serviceUrls).filter(([name]) => name !== 'gateway')
  const metrics = others.map(
    async ([name, base]) => [`metrics of ${name}`, (await get('/metrics', {}, base)).text] as const,
  )
  const logs = ['gateway', ...others.map(([name]) => name)].map(
    (name) => [`log of ${name}`, JSON.stringify(logLines(name).filter(({ audit }) => audit !== true))] as const,
  )
  const own = bearer(adminKey)
  return [
    ...(await Promise.all(metrics)),
    ['metrics of the gateway', (await get('/metrics', own)).text] as const,
    ['all metrics', (await get('/api/v1/performance/metrics', own)).text] as const,
    ['spans', (await get('/spans', {}, collectorUrl)).text] as const,
    ...logs,
  ]
}

const [victim, attacker] = [await newTenant({ plan: 'scale' }), await newTenant({ plan: 'scale' })]
const report = await huntLeaks({
  ...{ url, victim, attacker, attempts, outputs },
  seed: 17,
  stopsAtLeak: fewerAttempts !== undefined,
  headers: ownAddress,
})

it('no call, cursor, receipt, stream, metric, log or span gives anything of a tenant to another one', () => {
  expect(report.leaks).toEqual([])
  expect(report.attempts).toBeGreaterThanOrEqual(attempts)
})

it('every call of the contract is attacked', () => {
  const rare = new Set(
    Object.values<Call>(calls).flatMap(({ id, limit, answers }) => (limit || answers[202] ? [id] : [])),
  )
  const missed = Object.keys(calls).filter((id) => !report.calls[id] && !rare.has(id))
  expect(missed).toEqual([])
})

it('a tenant finds its own canaries wherever the hunter looks for them in answers to others', () => {
  const seen = [
    'getItem',
    'listItems',
    'search',
    'predict',
    'suggest',
    'getReceipt',
    'getSearchSettings',
    'listQueries',
  ]
  const made = ['listScenarios', 'listExperiments', 'getExperiment', 'listSchedules', 'getSchedule', 'listRuns']
  const more = ['getOperation', 'listOwnKeys', 'listTokenIssuers', 'getLeague', 'listAuditLog']
  expect(report.revealing).toEqual(expect.arrayContaining([...seen, ...made, ...more]))
})
