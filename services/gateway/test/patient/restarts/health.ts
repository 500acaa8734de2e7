import { calls } from '@inkling/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { askHealth } from '../../support/ask-health.ts'
import { operator } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { stack } from './stack.ts'

const { services, postgres, cacheRedis, queueRedis } = stack

const patienceMs = 45_000
const health = () => askHealth(stack.url)
/** An open circuit would be tried again after a minute. */
const eventuallyWell = () =>
  eventually(async () => {
    await operator(stack).call(calls.resetCircuitBreakers, { body: {} })
    expect((await health()).status).toBe('ok')
  }, patienceMs)
const readiness = async (service: keyof typeof services) => (await fetch(`${stack.serviceUrls[service]}/readyz`)).status

describe('/health', () => {
  afterEach(eventuallyWell)

  it('/health names everything that Inkling needs, and who sees it', async () => {
    await eventuallyWell()
    const { checks, services: states, load, lost } = await health()
    const common = ['clock', 'disk', 'postgres', 'cacheRedis', 'circuits']
    expect(Object.keys(checks).sort()).toEqual(
      [...common, 'alerting', 'queueRedis', 'queues', 'services', 'workers'].sort(),
    )
    const services = ['prediction', 'suggestion', 'search', 'maintenance', 'worker']
    expect(checks.postgres?.seenBy).toEqual(['gateway', ...services])
    expect(states).toEqual(Object.fromEntries(services.map((name) => [name, 'ready'])))
    expect(load.level).toBe('normal')
    expect(lost).toEqual([])
  })

  it('GET /performance/health is the same for keys of operators', async () => {
    const { body } = await operator(stack).call(calls.getHealth)
    expect(Object.keys(body.checks).sort()).toEqual(Object.keys((await health()).checks).sort())
  })

  describe('each dependency that is stopped makes /health say what is lost', () => {
    it.each([
      ['cacheRedis', cacheRedis, 'each gateway counts limits and caches answers for itself'],
      ['queueRedis', queueRedis, 'runs wait until it is back'],
      ['postgres', postgres, 'tenants, keys and runs can be neither read nor changed'],
    ] as const)('%s', async (name, server, loss) => {
      await server.stop()
      try {
        await eventually(async () => {
          const { status, checks, lost } = await health()
          expect(status).toBe('degraded')
          expect(checks[name]?.status).toBe('down')
          expect(lost).toContain(loss)
        }, patienceMs)
      } finally {
        await server.start()
      }
    })

    it('a worker that hangs', async () => {
      services.worker.kill('SIGSTOP')
      try {
        await eventually(async () => expect((await health()).checks.workers?.status).toBe('down'), patienceMs)
        const { lost, services: states, checks } = await health()
        expect(lost).toContain('runs wait until a worker is back')
        expect(states.worker).toBe('unreachable')
        expect(checks.services).toMatchObject({ status: 'degraded', detail: 'worker' })
      } finally {
        services.worker.kill('SIGCONT')
      }
    })

    it('a service that hangs', async () => {
      services.search.kill('SIGSTOP')
      try {
        await eventually(async () => expect((await health()).services.search).toBe('unreachable'), patienceMs)
        expect((await health()).lost).toContain('search answers nothing')
      } finally {
        services.search.kill('SIGCONT')
      }
    })
  })

  it('without Postgres a process is ready only if it can serve all the same, and alive in any case', async () => {
    await postgres.stop()
    try {
      await eventually(async () => expect(await readiness('maintenance')).toBe(503), patienceMs)
      expect(await readiness('suggestion')).toBe(200)
      expect(await readiness('gateway')).toBe(200)
      expect((await fetch(`${stack.serviceUrls.maintenance}/livez`)).status).toBe(200)
    } finally {
      await postgres.start()
    }
  })
})
