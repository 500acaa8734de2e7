import { alerts } from '@inkling/telemetry/alerts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlertCase, titleOf } from './alert-case.ts'
import type { Change } from './alert-cases.ts'
import { Evaluator, type Look } from './evaluator.ts'
import type { Burn, Burns } from './findings.ts'
import type { Labels, Sample } from './matches.ts'

const services = ['gateway', 'prediction', 'search', 'maintenance', 'worker']
const sample = (name: string, labels: Labels, value: number): Sample => ({ name, labels, value })
const check = (name: string, value: number) => sample('inkling_check_state', { check: name }, value)
const circuit = (name: string, value: number) => sample('inkling_circuit_state', { circuit: name }, value)
const well = [check('postgres', 1), check('cacheRedis', 1), check('queueRedis', 1), circuit('search', 0)]
const look = (service: string, samples: readonly Sample[] | undefined = well): Look => ({
  process: { service, instance: `${service}:1` },
  samples,
})
const allWell = services.map((service) => look(service))
const allSee = (...samples: Sample[]) => services.map((service) => look(service, samples))

/** Burn of the availability in windows, with many bad answers unless told otherwise. */
const burnOf = (rates: Readonly<Record<string, number>>, bad = 100): Burns => ({
  availability: Object.fromEntries(
    Object.entries(rates).map(([window, rate]): [string, Burn] => [window, { rate, bad }]),
  ),
})
const fastBurn = burnOf({ '1h': 20, '5m': 50, '6h': 7, '30m': 20 })

/** Looks again and again at a simulated installation. */
function simulation(everyMs = 10_000) {
  const evaluator = new Evaluator(alerts)
  let nowMs = 1_000_000
  const told: string[] = []
  const pages: AlertCase[] = []
  const note = ({ to, of }: Change) => {
    told.push(`${to} ${of.alert.name}`)
    if (to === 'firing' && of.causes.length === 0) pages.push(of)
  }
  return {
    evaluator,
    told,
    pages,
    run(seconds: number, looks: (second: number) => readonly Look[] = () => allWell, burns: Burns = {}) {
      for (let passed = 0; passed < seconds * 1_000; passed += everyMs) {
        nowMs += everyMs
        const changes = evaluator.step(looks(passed / 1_000), burns, nowMs)
        for (const change of changes) note(change)
      }
    },
  }
}

describe('one cause, one page', () => {
  it('a Redis that is down is one alert that names it and who sees it, within 60 s, and resolves', () => {
    const { run, pages, told } = simulation()
    run(60)
    run(50, () => allSee(check('postgres', 1), check('cacheRedis', 0)))
    expect(pages.map(titleOf)).toEqual(['cacheRedis does not answer gateway, maintenance, prediction, search, worker'])
    run(120)
    expect(told).toEqual(['firing RedisUnavailable', 'resolved RedisUnavailable'])
  })

  it('without Postgres, circuits and burning budgets are symptoms, also while they outlast it', () => {
    const { run, pages, evaluator } = simulation()
    run(300, () => allSee(check('postgres', 0), circuit('search', 1)), fastBurn)
    expect(pages.map(({ alert }) => alert.name)).toEqual(['PostgresUnavailable'])
    const fast = evaluator.cases.open.find(({ alert }) => alert.name === 'FastBurn')
    expect(fast?.causes.map(({ alert }) => alert.name)).toEqual(['PostgresUnavailable', 'CircuitOpen'])
    run(20 * 60, () => allWell, fastBurn)
    expect(pages).toHaveLength(1)
    run(60 * 60, () => allWell, fastBurn)
    expect(evaluator.cases.open.map(({ alert, causes }) => [alert.name, causes.length])).toEqual([['FastBurn', 0]])
  })

  it('a process that is down explains the circuits that guard it, and no other', () => {
    const { run, pages } = simulation()
    const seen = (service: string) =>
      service === 'search' ? undefined : [circuit('search', 1), circuit('embeddings', service === 'gateway' ? 1 : 0)]
    run(60, () => services.map((service) => ({ ...look(service), samples: seen(service) })))
    expect(pages.map(titleOf).toSorted()).toEqual([
      'A process of search does not answer',
      'embeddings is no longer called by gateway',
    ])
  })
})

it('the last word of a process that hangs keeps no alert alive: its Redis was back before, and one cause is left', () => {
  const { run, told, evaluator } = simulation()
  const except = (search: readonly Sample[] | undefined) => () =>
    allWell.map((one) => (one.process.service === 'search' ? { ...one, samples: search } : one))
  run(60)
  run(40, () => allSee(check('cacheRedis', 0)))
  run(10, except([check('cacheRedis', 0)]))
  run(70, except(undefined))
  expect(told).toEqual(['firing RedisUnavailable', 'firing ProcessDown', 'resolved RedisUnavailable'])
  expect(evaluator.cases.open.map(titleOf)).toEqual(['A process of search does not answer'])
})

describe('another fault is no symptom', () => {
  const topOf = ({ evaluator }: ReturnType<typeof simulation>) =>
    evaluator.cases.open.filter(({ causes }) => causes.length === 0).map(({ alert }) => alert.name)

  it('errors that came before a Redis was lost stay a page of their own', () => {
    const simulated = simulation()
    simulated.run(120, () => allWell, fastBurn)
    simulated.run(20, () => allSee(check('cacheRedis', 0)), fastBurn)
    expect(topOf(simulated)).toEqual(['FastBurn', 'RedisUnavailable'])
  })

  it('a worker that is down explains no errors of users, and search that is down no stalled queue', () => {
    const simulated = simulation()
    const withoutWorker = allWell.filter(({ process }) => process.service !== 'worker')
    const worker = { ...look('worker'), samples: undefined }
    simulated.run(60, () => [...withoutWorker, worker], fastBurn)
    expect(topOf(simulated).toSorted()).toEqual(['FastBurn', 'ProcessDown'])
    const other = simulation()
    const stalled = sample('inkling_jobs_stalled', { queue: 'train' }, 1)
    const seen = (service: string) => (service === 'search' ? undefined : [...well, stalled])
    other.run(60, () => services.map((service) => ({ ...look(service), samples: seen(service) })))
    expect(topOf(other).toSorted()).toEqual(['ProcessDown', 'QueueStalled'])
  })

  it('what goes wrong after an outage ended is not its symptom', () => {
    const simulated = simulation()
    simulated.run(60, () => allSee(check('postgres', 0)))
    simulated.run(180)
    simulated.run(60, () => allSee(...well, circuit('embeddings', 1)))
    expect(topOf(simulated)).toEqual(['CircuitOpen'])
  })
})

describe('hysteresis', () => {
  it('a condition that is true for less than its time alerts nobody', () => {
    const { run, told } = simulation()
    run(600, (second) => (second % 60 < 30 ? allSee(check('cacheRedis', 0)) : allWell))
    expect(told).toEqual([])
  })

  it('an alert fires on while its condition is false for less than a minute', () => {
    const { run, told } = simulation()
    run(600, (second) => (second % 60 < 40 ? allSee(check('cacheRedis', 0)) : allWell))
    expect(told).toEqual(['firing RedisUnavailable'])
  })

  it('an alert that comes back again and again tells it three times in half an hour, and then once at its end', () => {
    const { run, told, evaluator } = simulation()
    run(30 * 60, (second) => (second % 180 < 60 ? allSee(check('cacheRedis', 0)) : allWell))
    expect(told.filter((one) => one.startsWith('firing'))).toHaveLength(3)
    expect(evaluator.cases.open.map(({ isFlapping }) => isFlapping)).toEqual([true])
    run(16 * 60)
    expect(evaluator.cases.open).toEqual([])
  })
})

it('jobs that no worker takes are a stalled queue within a minute, and those that a busy worker leaves are not', () => {
  const { run, told } = simulation()
  run(600, (second) => allSee(sample('inkling_jobs_stalled', { queue: 'train' }, second % 60 < 30 ? 2 : 0)))
  expect(told).toEqual([])
  run(60, () => allSee(sample('inkling_jobs_stalled', { queue: 'train' }, 2)))
  expect(told).toEqual(['firing QueueStalled'])
})

it('transactions that take long on average warn as one alert, those of the worker and single ones do not', () => {
  const { run, told, pages } = simulation()
  const spent = (service: string, seconds: number, count: number) =>
    look(service, [
      sample('inkling_transaction_seconds_total', { pool: 'Postgres' }, seconds),
      sample('inkling_transactions_total', { pool: 'Postgres' }, count),
    ])
  run(600, (second) => [spent('gateway', second * 0.01, second), spent('worker', second * 9, second)])
  run(600, (second) => [spent('search', second * 0.05, second * 0.1)])
  expect(told).toEqual([])
  run(300, (second) => [spent('gateway', second * 0.6, second), spent('prediction', second * 0.6, second)])
  expect(pages.map(titleOf)).toEqual(['Transactions of gateway, prediction take long'])
})

it('four bad answers alert nobody however few the good ones are, the fifth pages', () => {
  const { run, told, evaluator } = simulation()
  const rates = { '5m': 100, '30m': 50, '1h': 30, '6h': 9, '3d': 2 }
  run(600, () => allWell, burnOf(rates, 4))
  expect(told).toEqual([])
  run(10, () => allWell, burnOf(rates, 5))
  expect(told.toSorted()).toEqual(['firing FastBurn', 'firing SlowBurn'])
  expect(evaluator.cases.open.filter(({ causes }) => causes.length === 0).map(({ alert }) => alert.name)).toEqual([
    'FastBurn',
  ])
})

it('three quiet days alert nobody', () => {
  const { run, told } = simulation(30_000)
  const busy = (second: number) =>
    allSee(
      ...well,
      circuit('Postgres', 0),
      sample('inkling_policy_in_flight', { policy: 'search' }, second % 7),
      sample('inkling_policy_limit', { policy: 'search' }, 128),
      sample('inkling_pressure', { resource: 'heap' }, 0.5 + 0.2 * Math.sin(second)),
      sample('process_cpu_seconds_total', {}, second * 0.3),
      sample('inkling_jobs_stalled', { queue: 'train' }, second % 900 < 30 ? 1 : 0),
      sample('inkling_oldest_waiting_job_seconds', { queue: 'train' }, second % 900),
      sample('inkling_transaction_seconds_total', { pool: 'Postgres' }, second * 0.02),
      sample('inkling_transactions_total', { pool: 'Postgres' }, second * 4),
      sample('inkling_cache_requests_total', { cache: 'answers', tier: 'l1' }, second * 9),
      sample('inkling_cache_requests_total', { cache: 'answers', tier: 'miss' }, second * 3),
      sample('inkling_drifts_total', {}, 2),
      sample('inkling_load_level_changes_total', { level: 'normal' }, 4),
    )
  // A restart loses its counters and one look; a look that fails now and then is no outage.
  const looks = (second: number) =>
    busy(second % 86_400 < 10_000 ? second % 86_400 : second).map((one) =>
      second % 3_600 === 0 ? { ...one, samples: undefined } : one,
    )
  run(3 * 86_400, looks, burnOf({ '5m': 0.5, '30m': 0.4, '1h': 0.5, '6h': 0.4, '3d': 0.4 }))
  expect(told).toEqual([])
}, 60_000)

describe('whatever processes say', () => {
  const anyLooks = fc.array(
    fc.tuple(...services.map(() => fc.option(fc.tuple(fc.constantFrom(0, 0.5, 1), fc.constantFrom(0, 1, 2))))),
    { minLength: 20, maxLength: 200 },
  )
  const looksOf = (seen: readonly (readonly [number, number] | null)[]) =>
    services.map((service, place) => {
      const one = seen[place]
      return { ...look(service), samples: one ? [check('postgres', one[0]), circuit('search', one[1])] : undefined }
    })

  it('each alert fires and resolves in turns, and ends when all is well', () => {
    fc.assert(
      fc.property(anyLooks, (all) => {
        const { run, told, evaluator } = simulation()
        for (const seen of all) run(10, () => looksOf(seen))
        run(60 * 60)
        expect(evaluator.cases.open).toEqual([])
        expect(told.filter((one) => one.startsWith('firing'))).toHaveLength(told.length / 2)
      }),
      { numRuns: 30 },
    )
  }, 30_000)

  it('no circuit pages that opened after Postgres was lost', () => {
    fc.assert(
      fc.property(anyLooks, (all) => {
        const { run, evaluator } = simulation()
        for (const seen of all) {
          run(10, () => looksOf(seen))
          const [postgres] = evaluator.cases.open.filter(({ alert }) => alert.name === 'PostgresUnavailable')
          const circuits = evaluator.cases.open.filter(({ alert }) => alert.name === 'CircuitOpen')
          const later = circuits.filter(({ sinceMs }) => postgres && sinceMs >= postgres.sinceMs)
          expect(later.filter(({ causes }) => causes.length === 0)).toEqual([])
        }
      }),
      { numRuns: 30 },
    )
  })
})
