/**
 * What a suggestion to a person takes while a source of it hangs: with all sources, while search hangs, and while
 * prediction hangs. Requests come at random times (Poisson); no two of them are for the same person and words, so that
 * no list of candidates is kept. The goal is a 95th percentile below 50 ms with all sources, and below 60 ms without
 * one, at half of what the machine can answer.
 *
 *   pnpm bench:suggest-hanging [--seconds 10] [--per-second 20]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { createDraw, populate, type Tenant } from './mix/population.ts'
import { percentile } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, 'per-second': { type: 'string', default: '20' } },
})
const [seconds, perSecond] = [Number(values.seconds), Number(values['per-second'])]
const warmSeconds = 5
/** The circuit of a source that hangs opens in the first second; that second is shown apart. */
const firstMs = 1_000

interface Timed {
  readonly atMs: number
  readonly tookMs: number
  readonly degraded: boolean
}

await withStack(
  async (stack) => {
    const [tenant] = (await populate(stack, ['bench'])) as [Tenant]
    const client = createClient({ url: stack.url, apiKey: tenant.key })
    const admin = createClient({ url: stack.url, apiKey: stack.adminKey })
    const draw = createDraw([tenant])
    let asked = 0

    async function send(forSeconds: number): Promise<Timed[]> {
      const [all, underWay]: [Timed[], Promise<unknown>[]] = [[], []]
      const beganMs = performance.now()
      const endMs = beganMs + forSeconds * 1_000
      for (let dueMs = beganMs; dueMs < endMs; ) {
        dueMs -= (Math.log(1 - draw.random()) * 1_000) / perSecond
        await delay(Math.max(0, dueMs - performance.now()))
        const [startedMs, itemId] = [performance.now(), `item-${Math.floor(200 * draw.random())}`]
        const context = { itemIds: [itemId], query: `words ${asked++}` }
        const call = client.suggest({ body: { userId: `user-${asked % 500}`, context, limit: 5 } })
        const note = ({ meta }: Awaited<typeof call>) =>
          all.push({
            atMs: startedMs - beganMs,
            tookMs: performance.now() - startedMs,
            degraded: meta.degraded !== null,
          })
        underWay.push(call.then(note, () => {}))
      }
      await Promise.all(underWay)
      return all
    }

    function print(sources: string, part: string, own: readonly Timed[]): void {
      const times = own.map(({ tookMs }) => tookMs)
      const [p50, p95] = [0.5, 0.95].map((share) => percentile(times, share).toFixed(1)) as [string, string]
      printRow([sources, part, own.length, p50, p95, own.filter(({ degraded }) => degraded).length])
    }

    await send(warmSeconds)
    printHead(['sources', 'part', 'answers', 'p50 ms', 'p95 ms', 'degraded'])
    for (const hanging of [undefined, 'search', 'prediction']) {
      if (hanging)
        await admin.injectFault({ body: { kind: 'hang', dependency: hanging, service: 'suggestion', seconds: 600 } })
      const times = await send(seconds)
      const sources = hanging ? `${hanging} hangs` : 'all answer'
      print(
        sources,
        'the first second',
        times.filter(({ atMs }) => atMs < firstMs),
      )
      print(
        sources,
        'afterwards',
        times.filter(({ atMs }) => atMs >= firstMs),
      )
      await admin.endFaults({ query: {} })
      await send(warmSeconds)
    }
  },
  { LOAD_LEVEL: 'normal', FAULT_INJECTION: 'on-in-production' },
)
