/**
 * Whether feedback finds its answers under load, and whether answers are made again after a restart: on a private
 * stack, whose services and backends stop and start in between.
 *
 *   pnpm bench:receipts [--per-second 500] [--seconds 20] [--receipts 10000] [--at-once 16]
 *
 * Half of the requests are answers (predictions, and one suggestion in five), the other half feedback on the answer
 * before, sent as soon as it has arrived: mostly before its receipt is stored. Then nothing is written any more, and as
 * many answers as are to be replayed are given. After the restart, each of these is asked for by its receipt, in random
 * order, which makes it again and compares.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient, InklingClientError } from '@inkling/client'
import { seededRandom } from '@inkling/learning'
import { removeDataFolder, type Stack, startStack } from '@inkling/local'
import { createDraw, populate, type Tenant } from './mix/population.ts'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: {
    'per-second': { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    receipts: { type: 'string', default: '10000' },
    'at-once': { type: 'string', default: '16' },
  },
})
const [perSecond, seconds] = [Number(values['per-second']), Number(values.seconds)]
const [receipts, atOnce] = [Number(values.receipts), Number(values['at-once'])]
/** One answer in so many is a suggestion. */
const suggestEvery = 5
const settleSeconds = 15

type Client = ReturnType<typeof createClient>
type Draw = ReturnType<typeof createDraw>

function answer(client: Client, draw: Draw, n: number) {
  const userId = `user-${Math.floor(draw.random() * 500)}`
  const item = `item-${Math.floor(200 ** draw.random()) - 1}`
  if (n % suggestEvery === 0) return client.suggest({ body: { userId, context: { itemIds: [item] }, limit: 5 } })
  return client.predict({ body: { userId, recent: [item], limit: 5 } })
}

/** Sends answers and their feedback at random times (Poisson). */
async function sendFeedback(client: Client, draw: Draw) {
  const sent = { answers: 0, feedback: 0, failed: 0 }
  const reasons = new Map<string, number>()
  const underWay: Promise<void>[] = []
  const startedMs = performance.now()
  for (let dueMs = startedMs; dueMs < startedMs + seconds * 1_000; sent.answers++) {
    dueMs -= (Math.log(1 - draw.random()) * 2_000) / perSecond
    await delay(Math.max(0, dueMs - performance.now()))
    const work = answer(client, draw, sent.answers).then(async ({ receiptId, data: [first] }) => {
      if (!first) return
      await client.postFeedback({ body: { receiptId, itemId: first.itemId, signal: 'click' } })
      sent.feedback++
    })
    underWay.push(
      work.catch((error: unknown) => {
        const reason = error instanceof InklingClientError ? error.problem.code : String(error)
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
        sent.failed++
      }),
    )
  }
  await Promise.all(underWay)
  for (const [reason, count] of reasons) console.log(`${count} failed: ${reason}`)
  return { ...sent, perSecond: (1_000 * (sent.answers + sent.feedback)) / (performance.now() - startedMs) }
}

async function measureJoins(client: Client, draw: Draw): Promise<void> {
  const sent = await sendFeedback(client, draw)
  await delay(settleSeconds * 1_000)
  const { feedback, unjoined } = await client.getLearningMetrics({ query: { window: '3h' } })
  const joined = feedback.reduce((sum, { clicked }) => sum + clicked, 0)
  printHead(['answers', 'feedback', 'failed', 'requests/s', 'joined', 'join rate', 'waiting', 'unknown'])
  const rate = `${((100 * joined) / sent.feedback).toFixed(2)} %`
  const [waiting, unknown] = [unjoined.waiting, unjoined.unknown]
  printRow([sent.answers, sent.feedback, sent.failed, sent.perSecond.toFixed(0), joined, rate, waiting, unknown])
}

/** Works through a list, so many at once. */
async function inTurns<T, R>(list: readonly T[], work: (one: T, n: number) => Promise<R>): Promise<R[]> {
  const found: R[] = []
  const entries = list.entries()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [n, one] of entries) found.push(await work(one, n))
    }),
  )
  return found
}

async function measureReplays(client: Client, ids: readonly string[]): Promise<void> {
  const random = seededRandom(11)
  const shuffled = ids.map((id) => ({ id, at: random() })).toSorted((a, b) => a.at - b.at)
  const startedMs = performance.now()
  const outcomes = await inTurns(shuffled, async ({ id }) => {
    try {
      const { kind, replay } = await client.getReceipt({ params: { id }, query: {} })
      return { kind, outcome: replay?.outcome ?? 'none', because: replay?.because ?? '' }
    } catch (error) {
      return { kind: 'any', outcome: 'failed', because: String(error) }
    }
  })
  console.log(`\n${(outcomes.length / ((performance.now() - startedMs) / 1_000)).toFixed(0)} receipts/s`)
  printHead(['answer', 'outcome', 'receipts', 'such as'])
  const groups = Map.groupBy(outcomes, ({ kind, outcome }) => `${kind} ${outcome}`)
  for (const [, own] of [...groups].toSorted()) {
    const [{ kind, outcome, because } = { kind: '', outcome: '', because: '' }] = own
    printRow([kind, outcome, own.length, because])
  }
}

const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
const start = (): Promise<Stack> => startStack({ dataDir: folder, env: { LOG_LEVEL: 'warn', LOAD_LEVEL: 'normal' } })
let stack = await start()
try {
  const [tenant] = (await populate(stack, ['bench'])) as [Tenant]
  const draw = createDraw([tenant])
  const clientOf = ({ url }: Stack) => createClient({ url, apiKey: tenant.key })
  for (let n = 0; n < 200; n++) await answer(clientOf(stack), draw, n)
  await measureJoins(clientOf(stack), draw)
  const list = Array.from({ length: receipts }, () => undefined)
  const ids = await inTurns(list, async (_, n) => (await answer(clientOf(stack), draw, n)).receiptId)
  await stack.stop()
  stack = await start()
  await measureReplays(clientOf(stack), ids)
} finally {
  await stack.stop()
  await removeDataFolder(folder)
}
