/**
 * Erases a user with many events, measures until no answer has anything of them, and compares random predictions with
 * those of a tenant that never had the user.
 *
 *   pnpm bench:erase-user [--events 10000] [--others 50000] [--requests 1000]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRandom } from '@inkling/learning'
import { request, type Target } from './attacks/target.ts'
import { syntheticEvents } from './synthetic-events.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    others: { type: 'string', default: '50000' },
    requests: { type: 'string', default: '1000' },
  },
})
const [events, others, requests] = [Number(values.events), Number(values.others), Number(values.requests)]
const items = 1_000
const batch = 1_000
const lookEveryMs = 50
const mostTries = 30
/** Two requests at two moments differ by what fades in between. */
const tolerance = 1e-4

type Answer = Readonly<Record<string, number>>
/** Items that only the user used show whether an answer knows of them. */
const isOwn = (itemId: string) => itemId.startsWith('own-')

async function sent<T>(target: Target, method: string, path: string, body?: unknown): Promise<T> {
  for (;;) {
    const { status, text } = await request(target, method, path, { body })
    if (status < 300) return JSON.parse(text) as T
    if (status !== 429 && status !== 503) throw new Error(`${method} ${path} answered ${status}: ${text}`)
    await delay(1_000)
  }
}

/** The user's events lie between those of all others. */
function* allEvents(hasUser: boolean) {
  const random = seededRandom(7)
  let [made, seen] = [0, 0]
  for (const event of syntheticEvents({ events: others, items })) {
    yield event
    for (seen++; hasUser && made < (seen * events) / others; made++) {
      const itemId = random() < 0.2 ? `own-${made % 20}` : `item-${Math.floor(random() * items)}`
      yield { ...event, id: `user-${made}`, sessionId: `u${made >> 3}`, userId: 'the-user', itemId }
    }
  }
}

async function fill(target: Target, hasUser: boolean): Promise<void> {
  let page: object[] = []
  for (const event of allEvents(hasUser)) {
    page.push(event)
    if (page.length < batch) continue
    await sent(target, 'POST', '/events', page)
    page = []
  }
  if (page.length > 0) await sent(target, 'POST', '/events', page)
}

async function predict(target: Target, body: object): Promise<Answer> {
  interface Prediction {
    readonly data: readonly { readonly itemId: string; readonly probability: number }[]
  }
  const { data } = await sent<Prediction>(target, 'POST', '/predictions', body)
  return Object.fromEntries(data.map(({ itemId, probability }) => [itemId, probability]))
}

const knowsUser = async (target: Target) =>
  Object.keys(await predict(target, { userId: 'the-user', limit: 50 })).some(isOwn)

interface Operation {
  readonly id: string
  readonly state: string
  readonly finishedAt: string | null
}

async function untilEnded(target: Target, { id }: Operation): Promise<void> {
  for (;;) {
    const operation = await sent<Operation>(target, 'GET', `/operations/${id}`)
    if (operation.state === 'succeeded') return
    if (operation.finishedAt !== null) throw new Error(`the operation ${id} ${operation.state}`)
    await delay(500)
  }
}

async function untilIdle(target: Target): Promise<void> {
  for (;;) {
    const { data } = await sent<{ data: readonly Operation[] }>(target, 'GET', '/maintenance/runs?limit=50')
    if (data.every(({ finishedAt }) => finishedAt !== null)) return
    await delay(500)
  }
}

/** How many of the random requests are answered alike. */
async function compare(one: Target, other: Target, count = requests): Promise<number> {
  const random = seededRandom(11)
  let alike = 0
  for (let n = 0; n < count; n++) {
    const recent = Array.from({ length: 1 + Math.floor(random() * 3) }, () => `item-${Math.floor(random() * items)}`)
    const body = { recent, limit: 20 }
    const [a, b] = [await predict(one, body), await predict(other, body)]
    const least = Math.min(...Object.values(a), ...Object.values(b))
    // Items of nearly the same probability may change places at the end of a list.
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    if ([...names].every((name) => Math.abs((a[name] ?? least) - (b[name] ?? least)) <= tolerance)) alike++
  }
  return alike
}

await withStack(async ({ url, adminKey }) => {
  const admin = { url, apiKey: adminKey }
  const shopOf = async (id: string): Promise<Target> => {
    const { apiKey } = await sent<{ apiKey: { key: string } }>(admin, 'POST', '/tenants', { id, plan: 'scale' })
    return { url, apiKey: apiKey.key }
  }
  const [shop, without] = [await shopOf('with-user'), await shopOf('without-user')]
  await fill(shop, true)
  await fill(without, false)
  const run = { kind: 'refit' }
  await untilEnded(shop, await sent(shop, 'POST', '/maintenance/runs', run))
  while (!(await knowsUser(shop))) await delay(lookEveryMs)

  const startedMs = performance.now()
  const secondsSince = () => ((performance.now() - startedMs) / 1_000).toFixed(1)
  const erasure = await sent<Operation>(shop, 'DELETE', '/users/the-user')
  while (await knowsUser(shop)) await delay(lookEveryMs)
  const gone = secondsSince()
  await untilEnded(shop, erasure)
  const ended = secondsSince()
  await untilIdle(shop)
  const built = secondsSince()
  await untilEnded(without, await sent(without, 'POST', '/maintenance/runs', run))
  // A model that was stored is loaded soon after.
  for (let tries = 0; tries < mostTries && (await compare(shop, without, 10)) < 10; tries++) await delay(1_000)
  printHead(['events of the user', 'of others', 'gone after s', 'receipt after s', 'models built after s', 'alike'])
  printRow([events, others, gone, ended, built, `${await compare(shop, without)} of ${requests}`])
})
