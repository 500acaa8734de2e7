import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApiKey } from '@inkling/contracts/api-key'
import { temporaryFolder, UpstreamDouble } from '@inkling/testing'
import { execa } from 'execa'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { fromPrometheus, fromSla } from '../src/burn-sources.ts'
import { type BurnRates, watchBurn } from '../src/watch-burn.ts'

const canary = fileURLToPath(new URL('../src/canary.ts', import.meta.url))
const server = await UpstreamDouble.start()
beforeEach(() => {
  server.received.length = 0
})
afterAll(() => server.stop())

const sample = (value: string) => JSON.stringify({ status: 'success', data: { result: [{ value: [0, value] }] } })

/** What is decided after three looks. */
const decided = (read: () => Promise<BurnRates>) =>
  watchBurn({ read, sleep: async () => {}, report: () => {}, everyMs: 1, looks: 3, maxBurn: 14.4 })
const prometheus = fromPrometheus(server.url, 'track="canary"')

it('a canary that keeps its objectives stays, and only its own processes are asked about', async () => {
  server.answer({ body: sample('0.5') })
  expect(await decided(prometheus)).toBeUndefined()
  expect(decodeURIComponent(server.received[0]?.path ?? '')).toContain('track="canary"')
})

it('a canary without any answers does not stay', async () => {
  server.answer({ body: sample('NaN') })
  expect(await decided(prometheus)).toContain('no request')
})

it('a canary does not stay if nobody can tell how it does', async () => {
  server.answer({ status: 503 })
  expect(await decided(prometheus)).toContain('could not be read')
})

it('without Prometheus the report of the service levels decides, as soon as there are new answers', async () => {
  const sla = fromSla(server.url, createApiKey().key)
  const report = (total: number) => {
    const objective = { name: 'availability', total, burnRates: { '5m': 30 } }
    server.answer({ body: JSON.stringify({ objectives: [objective] }) })
    return sla()
  }
  expect(await report(10)).toEqual({})
  expect(await report(10)).toEqual({})
  expect(await report(20)).toEqual({ availability: 30 })
  expect(server.received[0]).toMatchObject({ path: '/api/v1/performance/sla' })
})

it('a canary that burns its budget is rolled back by the command, and the pipeline fails', async () => {
  server.answer({ body: sample('20') })
  const file = join(await temporaryFolder(), 'rolled-back')
  const rollBack = ['--', process.execPath, '-e', `fs.writeFileSync(${JSON.stringify(file)}, '')`]
  const args = [canary, '--prometheus', server.url, '--minutes', '1', '--every-seconds', '0.01', ...rollBack]
  const { exitCode, stderr } = await execa(process.execPath, args, { reject: false })
  expect(stderr).toContain('20.0 times too fast')
  expect(exitCode).toBe(1)
  expect(existsSync(file)).toBe(true)
})

it('one look with a high burn rate, or without an answer, is no reason to roll back', async () => {
  const looks = [{ errors: 20 }, { errors: 1 }, undefined, undefined, { errors: 20 }, { errors: 0 }]
  const read = async () => {
    const rates = looks.shift()
    if (!rates) throw new Error('timed out')
    return rates
  }
  const times = { everyMs: 1, looks: looks.length, maxBurn: 14.4 }
  expect(await watchBurn({ read, sleep: async () => {}, report: () => {}, ...times })).toBeUndefined()
})
