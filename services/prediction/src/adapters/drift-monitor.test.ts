import { setImmediate as turn } from 'node:timers/promises'
import { NextItemModel, type Outcome } from '@inkling/predictors'
import { createLogger, learningMetrics } from '@inkling/telemetry'
import { beforeEach, describe, expect, it } from 'vitest'
import { DriftMonitor } from './drift-monitor.ts'

const coolDownMs = 3_600_000
const logger = createLogger({ service: 'test', level: 'silent' })

let nowMs: number
let asked: string[]
let isAway: boolean
let monitor: DriftMonitor
beforeEach(() => {
  nowMs = 0
  asked = []
  isAway = false
  learningMetrics().drifts.reset()
  const ask = async (tenantId: string) => {
    asked.push(tenantId)
    if (isAway) throw new Error('maintenance unavailable')
  }
  monitor = new DriftMonitor({ ask, coolDownMs, clock: () => nowMs, logger })
})

/** Cases of which every third (well foreseen) or every second one is missed, or all. */
async function observe(model: NextItemModel, cases: number, missed: 'third' | 'all', tenantId = 'acme') {
  for (let n = 0; n < cases; n++) {
    const isMissed = missed === 'all' || (n * 7) % 3 === 0
    const place = { isRepeat: false, listed: [] }
    const probability = isMissed ? 1e-4 / (1 + (n % 5)) : 0.2 + (n % 5) / 10
    const outcome: Outcome = { model: 'blend', rank: isMissed ? 0 : 1, probability, ...place }
    monitor.observe(tenantId, [outcome, { model: 'trend', rank: 0, probability: 1e-9, ...place }], model)
  }
  await turn()
}

/** A model that predicted well, and then no more. */
async function drift(tenantId = 'acme') {
  const model = new NextItemModel()
  await observe(model, 2_000, 'third', tenantId)
  await observe(model, 200, 'all', tenantId)
  return model
}

describe('DriftMonitor', () => {
  it('asks for nothing while predictions are as they were', async () => {
    await observe(new NextItemModel(), 20_000, 'third')
    expect(asked).toEqual([])
  })

  it('asks once for the tenant whose predictions have become worse, and counts it', async () => {
    await observe(new NextItemModel(), 4_000, 'third', 'globex')
    const model = await drift()
    await observe(model, 1_000, 'all')
    expect(asked).toEqual(['acme'])
    expect((await learningMetrics().drifts.get()).values).toMatchObject([{ value: 1 }])
  })

  it('asks at most once in the cool-down, and after it for a drift that was found in it', async () => {
    await drift()
    const model = await drift()
    expect(asked).toEqual(['acme'])
    nowMs += coolDownMs
    await observe(model, 1, 'third')
    expect(asked).toEqual(['acme', 'acme'])
  })

  it('lets no tenant wait for the cool-down of another', async () => {
    await drift('acme')
    await drift('globex')
    expect(asked).toEqual(['acme', 'globex'])
  })

  it('when asking fails, tries again a minute later, until it is taken', async () => {
    isAway = true
    const model = await drift()
    nowMs += 59_999
    await observe(model, 10, 'third')
    expect(asked).toHaveLength(1)
    nowMs += 1
    await observe(model, 10, 'third')
    expect(asked).toHaveLength(2)
    isAway = false
    nowMs += 60_000
    await observe(model, 10, 'third')
    nowMs += coolDownMs
    await observe(model, 10, 'third')
    expect(asked).toHaveLength(3)
  })

  it('forgets the drift of a model that is no longer in service', async () => {
    isAway = true
    await drift()
    nowMs += 60_000
    await observe(new NextItemModel(), 100, 'third')
    expect(asked).toHaveLength(1)
  })

  it('takes no notice of events that had no context', () => {
    expect(() => monitor.observe('acme', [], new NextItemModel())).not.toThrow()
  })
})
