import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { serviceEnvironment } from './services/service-environment.ts'

const services = ['gateway', 'prediction', 'suggestion', 'search', 'maintenance', 'worker'] as const
const ports = Object.fromEntries(services.map((name) => [name, 1])) as Record<(typeof services)[number], number>
const set = serviceEnvironment('maintenance', {
  ...{ dataDir: '/data', ownerUrl: 'postgres://a:b@127.0.0.1/c', ports, backupFolder: '/backup' },
  ...{ cacheRedisUrl: 'redis://127.0.0.1', queueRedisUrl: 'redis://127.0.0.1' },
  secrets: { signingSecret: '', passwords: {}, demoPageKey: '' } as never,
})
/** The supervisor sets it. */
const ownFile = 'LOG_FILE'

it.each(services)('start passes each setting of %s on that it does not set itself', (service) => {
  const text = readFileSync(new URL(`../../../services/${service}/src/config.ts`, import.meta.url), 'utf8')
  const names = [...text.matchAll(/^ +([A-Z][A-Z0-9_]+):/gm)].flatMap(([, name]) => name ?? [])
  expect(names.length).toBeGreaterThan(2)
  const asked = names.filter((name) => !(name in set) && name !== ownFile)
  const { passedOn } = readConfig(Object.fromEntries(asked.map((name) => [name, '1'])))
  expect(asked.filter((name) => !(name in passedOn))).toEqual([])
})

it('start passes limits of jobs on, and neither what it sets itself nor a variable of another program', () => {
  const { passedOn } = readConfig({ JOB_REFIT_TIMEOUT_MS: '1', DATABASE_URL: 'x', LOG_FILE: 'x', NODE_OPTIONS: 'x' })
  expect(passedOn).toEqual({ JOB_REFIT_TIMEOUT_MS: '1' })
})
