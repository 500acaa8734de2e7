import { describe, expect, it } from 'vitest'
import type { Alert, Health } from '../../data/replies.ts'
import { causesOf } from './causes.ts'

const well: Health = {
  ...{ status: 'ok', lost: [], services: { prediction: 'ready', search: 'ready' }, checks: {}, circuits: {} },
  load: { level: 'normal', pressure: 0 },
}
const check = (detail: string): Health['checks'][string] => ({ status: 'degraded', detail, seenBy: ['gateway'] })
const alert = (name: string, title: string, labels: Record<string, string> = {}, rest: Partial<Alert> = {}) =>
  ({ id: name.toLowerCase(), name, title, labels, state: 'firing', severity: 'critical', ...rest }) as Alert
const texts = (health: Partial<Health>, ...alerts: readonly Alert[]) =>
  causesOf({ ...well, ...health }, alerts).map(({ text }) => text)

describe('the verdict of the overview', () => {
  it('names an open circuit once and first, whoever tells of it, and links to its alert', () => {
    const burn = alert('FastBurn', 'Errors use the 30-day budget up within days')
    const open = alert('CircuitOpen', 'prediction is no longer called by gateway', { circuit: 'prediction' })
    const health = {
      ...{ services: { ...well.services, prediction: 'unreachable', search: 'degraded' } as const },
      circuits: { prediction: 'open', search: 'closed' } as const,
      checks: { services: check('prediction'), circuits: check('prediction open') },
    }
    expect(texts(health, burn, open)).toEqual([
      'The circuit of prediction is open, and prediction is unreachable',
      'Errors use the 30-day budget up within days',
      'search is degraded',
    ])
    const [first] = causesOf({ ...well, ...health }, [burn, open])
    expect(first?.search).toEqual({ view: 'alerts', alert: 'circuitopen' })
  })

  it('names the circuits of other processes than the gateway', () => {
    expect(texts({ checks: { circuits: check('Postgres open, embedder halfOpen') } })).toEqual([
      'The circuit of Postgres is open',
      'The circuit of embedder is half open',
    ])
  })

  it('names Postgres once, with what its check says of it', () => {
    const down = alert('PostgresUnavailable', 'Postgres does not answer gateway', { check: 'postgres' })
    const health = { circuits: { Postgres: 'open' } as const, checks: { postgres: check('no answer within 500 ms') } }
    expect(texts(health, down)).toEqual(['The circuit of Postgres is open: no answer within 500 ms'])
  })

  it('names a dependency once that a check and an alert tell of', () => {
    const down = alert('RedisUnavailable', 'cacheRedis does not answer gateway', { check: 'cacheRedis' })
    expect(texts({ checks: { cacheRedis: check('no answer within 500 ms') } }, down)).toEqual([
      'cacheRedis: no answer within 500 ms',
    ])
  })

  it('names each replica that is gone, and not again what the check of the services says', () => {
    const services = { search: 'unreachable', 'search 2': 'not ready' } as const
    const down = alert('ProcessDown', 'A process of search does not answer', { service: 'search' })
    expect(texts({ services, checks: { services: check('search, search 2') } }, down)).toEqual([
      'search is unreachable',
      'search 2 is not ready',
    ])
  })

  it('says nothing of notices, of alerts that ended, or of the same title twice', () => {
    const slow = { severity: 'warning' } as const
    expect(
      texts(
        {},
        alert('A', 'Searches are slow', { service: 'search' }, slow),
        alert('B', 'Searches are slow', { service: 'gateway' }, slow),
        alert('C', 'changed', {}, { severity: 'info' }),
        alert('D', 'over', {}, { state: 'resolved' }),
      ),
    ).toEqual(['Searches are slow'])
    expect(texts({})).toEqual([])
    expect(texts({ load: { level: 'critical', pressure: 1 } })).toEqual(['The load level is critical'])
  })
})
