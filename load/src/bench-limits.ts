/**
 * How many requests four gateways let through together that count in one Redis, when more arrive than the limit allows.
 * Requests arrive at fixed times, whether or not earlier ones were answered, and go to the gateways in turn or mostly
 * to one. Each run has a tenant of its own, in one minute. It prints a Markdown table.
 *
 *   pnpm bench:limits [--runs 5] [--per-second 500]
 */
import { Agent, get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import type { Stack } from '@inkling/local'
import { openLoop } from './attacks/open-loop.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5' }, 'per-second': { type: 'string', default: '500' } },
})
const [runs, perSecond] = [Number(values.runs), Number(values['per-second'])]

const gateways = 4
const minuteMs = 60_000
/** The requests per minute of the two plans, and of all that arrive as a multiple of them. */
const limits = { starter: 200, growth: 1_000 } as const
const excess = 2.5

/** Which gateway gets the nth request. */
const spreads = {
  'in turn': (n: number) => n % gateways,
  'most to one': (n: number) => (n % 10 < 7 ? 0 : 1 + (n % (gateways - 1))),
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

const statusOf = (url: string, key: string) =>
  new Promise<number>((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}` }
    get(`${url}/api/v1/items/none`, { agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    }).once('error', reject)
  })

/** A minute that ends during a run would double the limit. */
async function startOfMinute(neededMs: number): Promise<void> {
  const leftMs = minuteMs - (Date.now() % minuteMs)
  if (leftMs < neededMs) await delay(leftMs + 100)
}

async function tenantKey(url: string, adminKey: string, plan: keyof typeof limits): Promise<string> {
  const id = `limits-${Math.random().toString(36).slice(2)}`
  const { apiKey } = await createClient({ url, apiKey: adminKey }).createTenant({ body: { id, plan } }, { retry: true })
  return apiKey.key
}

async function measure(stack: Stack, urls: readonly string[], plan: keyof typeof limits, spread: keyof typeof spreads) {
  const key = await tenantKey(urls[0] ?? '', stack.adminKey, plan)
  const seconds = Math.ceil((excess * limits[plan]) / perSecond)
  await startOfMinute((seconds + 5) * 1_000)
  const to = (n: number) => urls[spreads[spread](n)] ?? ''
  const answers = await openLoop({ perSecond, seconds }, (n) => statusOf(to(n), key))
  const count = (...wanted: number[]) => answers.filter(({ status }) => wanted.includes(status)).length
  const admitted = count(404)
  return { admitted, overshoot: admitted / limits[plan] - 1, failures: answers.length - count(404, 429) }
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

/** Nothing is shed: only the limits refuse. */
const env = { LOAD_LEVEL: 'normal' }
/** Every gateway follows a changed plan within a second. */
const followedMs = 1_000

async function setPlans(url: string, apiKey: string): Promise<void> {
  const admin = createClient({ url, apiKey })
  for (const [name, max] of Object.entries(limits) as [keyof typeof limits, number][])
    await admin.putPlan({
      params: { name },
      body: { limits: { requestsPerMinute: max, keyRequestsPerMinute: max } },
    })
  await delay(followedMs)
}

await withStack(async (stack) => {
  const replicas = await Promise.all(Array.from({ length: gateways }, () => stack.addReplica('gateway', env)))
  const urls = replicas.map(({ url }) => url)
  await setPlans(urls[0] ?? '', stack.adminKey)
  printHead([
    'limit per minute',
    'requests/s',
    'spread',
    'admitted in each run',
    'median overshoot',
    'worst',
    'failures',
  ])
  for (const plan of ['growth', 'starter'] as const)
    for (const spread of Object.keys(spreads) as (keyof typeof spreads)[]) {
      const results: Awaited<ReturnType<typeof measure>>[] = []
      for (let run = 0; run < runs; run++) results.push(await measure(stack, urls, plan, spread))
      const sorted = results.map(({ overshoot }) => overshoot).toSorted((a, b) => a - b)
      const failures = results.reduce((sum, each) => sum + each.failures, 0)
      const median = percent(sorted[Math.floor(runs / 2)] ?? Number.NaN)
      const admitted = results.map((each) => each.admitted).join(', ')
      printRow([limits[plan], perSecond, spread, admitted, median, percent(sorted.at(-1) ?? Number.NaN), failures])
    }
})
agent.destroy()
