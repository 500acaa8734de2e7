import type { NewSecurityEvent } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { expect, it } from 'vitest'
import { others, SecurityLog } from './security-log.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const finding = { kind: 'injection', action: 'observe', score: 1, reason: 'sql in the URL' } as const

function opened() {
  const stored: NewSecurityEvent[][] = []
  const state = { isDown: false }
  const log = new SecurityLog(async (events) => {
    if (state.isDown) throw new Error('postgres unavailable')
    stored.push([...events])
  }, logger)
  return { log, stored, state }
}

it('sums what a source did, with its highest score', async () => {
  const { log, stored } = opened()
  log.add({ ...finding, source: 'address:9.9.9.9', score: 5, tenantId: 'shop' })
  log.add({ ...finding, source: 'address:9.9.9.9' })
  await log.flush()
  await log.flush()
  expect(stored).toMatchObject([[{ source: 'address:9.9.9.9', count: 2, score: 5, tenantId: 'shop', rule: '' }]])
})

it('a flood of addresses is 200 rows and one for all others, and no count is lost', async () => {
  const { log, stored } = opened()
  for (let n = 0; n < 5_000; n++) log.add({ ...finding, source: `address:9.9.${n >> 8}.${n & 255}` })
  await log.flush()
  expect(stored[0]).toHaveLength(201)
  expect(stored[0]?.find(({ source }) => source === others)?.count).toBe(4_800)
})

it('what cannot be stored waits for the next time', async () => {
  const { log, stored, state } = opened()
  state.isDown = true
  log.add({ ...finding, source: 'address:9.9.9.9' })
  await log.flush()
  state.isDown = false
  log.add({ ...finding, source: 'address:9.9.9.9' })
  await log.flush()
  expect(stored).toMatchObject([[{ count: 2 }]])
})
