/**
 * What each load level saves and what it costs: processor time of all processes for one prediction and one suggestion,
 * and how many of the first ten items are those of the normal level. The levels take turns within one run.
 *
 *   pnpm bench:levels [--rounds 3] [--seconds 4]
 */
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { seededRandom } from '@inkling/learning'
import type { Stack } from '@inkling/local'
import autocannon from 'autocannon'
import { cpuMicros, familyCpuMicros } from './process-usage.ts'
import { percentile } from './search/timed.ts'
import { syntheticEvents } from './synthetic-events.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '4' } },
})
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
const data = { events: 50_000, items: 2_000 }
const compared = 200
const levels = ['normal', 'essential', 'critical'] as const
type Level = (typeof levels)[number]

type Client = ReturnType<typeof createClient>
type Path = 'predictions' | 'suggestions'

const random = seededRandom(7)
const item = () => `item-${Math.floor(random() ** 2 * data.items)}`
const some = (most: number) => Array.from({ length: 1 + Math.floor(random() * most) }, item)
const bodies: Record<Path, object[]> = {
  predictions: Array.from({ length: compared }, () => ({ recent: some(5), limit: 10 })),
  suggestions: Array.from({ length: compared }, () => ({ context: { itemIds: some(2) }, limit: 10 })),
}

async function loadData(client: Client): Promise<void> {
  const items = Array.from({ length: data.items }, (_, n) => ({
    id: `item-${n}`,
    title: `Item ${n} of kind ${n % 40}`,
  }))
  for (let from = 0; from < items.length; from += 500) await client.putItems({ body: items.slice(from, from + 500) })
  const events = [...syntheticEvents(data)]
  for (let from = 0; from < events.length; from += 1_000)
    await client.postEvents({ body: events.slice(from, from + 1_000) }, { retry: true })
}

const cpuOf = ({ services, postgres }: Stack) =>
  Object.values(services).reduce((sum, { pid = 0 }) => sum + cpuMicros(pid), familyCpuMicros(postgres.pid ?? 0))

async function microsPerRequest(stack: Stack, path: Path): Promise<number> {
  const before = cpuOf(stack)
  const result = await autocannon({
    url: `${stack.url}/api/v1/${path}`,
    connections: 4,
    duration: seconds,
    method: 'POST',
    headers: { authorization: `Bearer ${stack.apiKey}`, 'content-type': 'application/json' },
    requests: bodies[path].map((body) => ({ body: JSON.stringify(body) })),
  })
  // The critical level refuses suggestions at the door.
  return (cpuOf(stack) - before) / (result['2xx'] + result.non2xx)
}

async function listsOf(client: Client, path: Path): Promise<string[][]> {
  const lists: string[][] = []
  for (const body of bodies[path]) {
    const call = path === 'predictions' ? client.predict({ body }) : client.suggest({ body: body as never })
    const answer = await call.catch(() => ({ data: [] as { itemId: string }[] }))
    lists.push(answer.data.map(({ itemId }) => itemId))
  }
  return lists
}

const overlap = (a: readonly string[][], b: readonly string[][]) => {
  const shares = a.map((list, n) => list.filter((id) => b[n]?.includes(id)).length / Math.max(1, list.length))
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

const medianOf = (values: readonly number[]) => percentile(values, 0.5)

await withStack(async (stack) => {
  const client = createClient({ url: stack.url, apiKey: stack.apiKey, retries: 0 })
  const operator = createClient({ url: stack.url, apiKey: stack.adminKey })
  const force = (level: Level) => operator.putLoadLevel({ body: { level, seconds: 600 } })
  await loadData(client)
  printHead(['answer', 'level', 'CPU µs of all processes', 'of normal', 'same items in the first ten'])
  for (const path of ['predictions', 'suggestions'] as const) {
    const micros: Record<Level, number[]> = { normal: [], essential: [], critical: [] }
    const lists: Partial<Record<Level, string[][]>> = {}
    for (let round = -1; round < rounds; round++)
      for (const level of levels) {
        await force(level)
        const used = await microsPerRequest(stack, path)
        if (round >= 0) micros[level].push(used)
        lists[level] ??= await listsOf(client, path)
      }
    const normal = medianOf(micros.normal)
    for (const level of levels)
      printRow([
        path,
        level,
        medianOf(micros[level]).toFixed(0),
        `${((100 * medianOf(micros[level])) / normal).toFixed(0)} %`,
        `${(100 * overlap(lists.normal ?? [], lists[level] ?? [])).toFixed(0)} %`,
      ])
  }
})
