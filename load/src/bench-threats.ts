/**
 * What the look at each request for attacks costs the gateway, per request, in process: an ordinary request with a
 * secret key, with a key of pages, with a hundred rules and a thousand networks, and a body of 2 kB.
 *
 *   pnpm bench:threats [--requests 200000]
 */
import { parseArgs } from 'node:util'
import { createLogger, threatMetrics } from '@inkling/telemetry'
import { Redis } from 'ioredis'
import { compilePolicy, noPolicy } from '../../services/gateway/src/threats/compiled-policy.ts'
import { probeIn } from '../../services/gateway/src/threats/probes.ts'
import { Screening } from '../../services/gateway/src/threats/screening.ts'
import { Threats } from '../../services/gateway/src/threats/threats.ts'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '200000' } } })
const requests = Number(values.requests)

/** Redis is unavailable: its round trips are in the background, and not measured. */
const redis = new Redis({ port: 1, enableOfflineQueue: false, maxRetriesPerRequest: 0, lazyConnect: true })
redis.on('error', () => {})
const log = { add: () => {} }
const metrics = threatMetrics()
const threats = new Threats({
  ...{ redis, log, metrics, blockMs: 60_000, actsOnPrivate: false },
  logger: createLogger({ service: 'bench', level: 'silent' }),
  actions: { stuffing: 'block', leakedKey: 'observe', scraping: 'observe', pushing: 'observe', injection: 'observe' },
})
const time = new Date().toISOString()
const rules = Array.from({ length: 100 }, (_, n) => ({
  ...({ id: `r${n}`, action: 'limit', dryRun: false, updatedAt: time } as const),
  ...{ path: `/api/v1/none-${n}/*`, pattern: 'some*thing', header: { name: 'user-agent', value: '*old*' } },
}))
const networks = Array.from({ length: 1_000 }, (_, n) => ({
  ...({ id: `n${n}`, action: 'deny', createdAt: time } as const),
  network: `11.${n >> 8}.${n & 255}.0/24`,
}))
const policies = { none: noPolicy, many: compilePolicy(rules, networks) }

const agent =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36'
/** As much of a request of Fastify as is looked at. */
const requestOf = (n: number) => {
  const url = `/api/v1/predictions/speculation-rules?userId=user%20${n % 500}&sessionId=s${n % 5_000}&limit=5`
  return {
    ...{ method: 'GET', url, raw: { url }, ip: `9.9.${n % 20}.${n % 50}`, body: undefined },
    headers: { 'user-agent': agent, referer: 'https://shop.example/shoes/red?page=2', authorization: 'Bearer ink_a_b' },
  }
}
const identity = {
  ...({ tenantId: 'shop', keyId: 'k', plan: 'growth', allowedOrigins: [] as string[] } as const),
  scopes: ['items:read', 'events:write'] as const,
}
const pageIdentity = { ...identity, scopes: ['events:write', 'predictions:read'] as const }

type Hook = (request: unknown, reply: unknown, done: (error?: Error) => void) => void

function hooksOf(policy: typeof noPolicy) {
  const screening = new Screening({ threats, log, metrics, policy: () => policy })
  const hooks = new Map<string, Hook>()
  screening.register({
    decorateRequest: () => {},
    addHook: (name: string, hook: Hook) => void hooks.set(name, hook),
  } as never)
  const arrive = hooks.get('onRequest') as Hook
  const readBody = hooks.get('preHandler') as Hook
  return { screening, arrive, readBody }
}

function microsOf(work: (n: number) => void): number {
  for (let n = 0; n < requests / 10; n++) work(n)
  const startedMs = performance.now()
  for (let n = 0; n < requests; n++) work(n)
  return ((performance.now() - startedMs) * 1_000) / requests
}

const made = Array.from({ length: 10_000 }, (_, n) => requestOf(n))
const done = () => {}
const text = JSON.stringify({ userId: 'ada', recent: Array.from({ length: 150 }, (_, n) => `shoes-${n}`) })
printHead(['request', 'µs each'])
for (const [name, policy] of Object.entries(policies)) {
  const { screening, arrive, readBody } = hooksOf(policy)
  const look = (of: typeof identity | typeof pageIdentity) => (n: number) => {
    const request = made[n % made.length] as never
    arrive(request, undefined, done)
    void screening.admitKey(request, of as never)
    readBody(request, undefined, done)
  }
  const what = name === 'many' ? ', 100 rules and 1,000 networks' : ''
  printRow([`secret key${what}`, microsOf(look(identity)).toFixed(2)])
  printRow([`key of pages${what}`, microsOf(look(pageIdentity)).toFixed(2)])
}
printRow([`probes in a body of ${text.length} bytes`, microsOf(() => void probeIn(text.toLowerCase())).toFixed(2)])
threats.close()
redis.disconnect()
