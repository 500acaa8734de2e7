import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { serviceEnvironment } from './services/service-environment.ts'
import type { Ports } from './stack/choose-ports.ts'

const services = ['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const
const ports = Object.fromEntries(services.map((name) => [name, [1, 2]])) as unknown as Ports
const surroundings = {
  ...{ dataDir: '/data', ownerUrl: 'postgres://a:b@127.0.0.1/c', ports, backupFolder: '/backup' },
  ...{ cacheRedisUrl: 'redis://127.0.0.1', queueRedisUrl: 'redis://127.0.0.1' },
  secrets: { signingSecret: '', passwords: {}, demoPageKey: '' } as never,
}
const set = serviceEnvironment('maintenance', surroundings, 1)
/** The supervisor sets the first, and asks over HTTP whether the gateway is ready. */
const notPassedOn = ['LOG_FILE', 'TLS_CERT_FILE', 'TLS_KEY_FILE']

it.each(services)('start passes each setting of %s on that it does not set itself', (service) => {
  const text = readFileSync(new URL(`../../../services/${service}/src/config.ts`, import.meta.url), 'utf8')
  const names = [...text.matchAll(/^ +([A-Z][A-Z0-9_]+):/gm)].flatMap(([, name]) => name ?? [])
  expect(names.length).toBeGreaterThan(2)
  const asked = names.filter((name) => !(name in set) && !notPassedOn.includes(name))
  const { passedOn } = readConfig(Object.fromEntries(asked.map((name) => [name, '1'])))
  expect(asked.filter((name) => !(name in passedOn))).toEqual([])
})

it('start passes limits of jobs on, and neither what it sets itself nor a variable of another program', () => {
  const { passedOn } = readConfig({ JOB_REFIT_TIMEOUT_MS: '1', DATABASE_URL: 'x', LOG_FILE: 'x', NODE_OPTIONS: 'x' })
  expect(passedOn).toEqual({ JOB_REFIT_TIMEOUT_MS: '1' })
})

it('every process knows all processes of each service, and a process that stops says so first', () => {
  expect(set).toMatchObject({
    PORT: '1',
    PREDICTION_URL: 'http://127.0.0.1:1,http://127.0.0.1:2',
    TRACE_STORE_URL: 'http://127.0.0.1:1',
    DRAIN_MS: '500',
  })
  const alone = { ...surroundings, ports: Object.fromEntries(services.map((name) => [name, [1]])) as unknown as Ports }
  expect(serviceEnvironment('gateway', alone, 1)).not.toHaveProperty('DRAIN_MS')
})
