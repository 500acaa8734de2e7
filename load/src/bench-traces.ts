/**
 * The trace store beside the stack under load: how many spans a second it takes and stores, how soon a trace is visible
 * after its end, what requests notice of it, and how fast traces are read from a full day. It prints Markdown tables.
 *
 *   pnpm bench:traces [--seconds 15] [--spans 2000] [--requests 200] [--day 300000]
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import type { Stack } from '@inkling/local'
import { traceStoreToken } from '@inkling/service-kit'
import postgres from 'postgres'
import { percentile, timed } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    spans: { type: 'string', default: '2000' },
    requests: { type: 'string', default: '200' },
    day: { type: 'string', default: '300000' },
  },
})
const seconds = Number(values.seconds)
const secret = 'a secret of the benchmark with 32 characters'
const spansPerTrace = 10
const tracesPerExport = 20

const hex = (bytes: number) => randomBytes(bytes).toString('hex')

function spansOf(traceId: string, route: number) {
  const root = hex(8)
  const startMs = Date.now() - 20
  return Array.from({ length: spansPerTrace }, (_, n) => ({
    traceId,
    spanId: n === 0 ? root : hex(8),
    ...(n > 0 && { parentSpanId: root }),
    name: n === 0 ? `GET /route/${route}` : `step ${n}`,
    kind: n === 0 ? 2 : 3,
    startTimeUnixNano: `${startMs + n}000000`,
    endTimeUnixNano: `${startMs + 20}000000`,
    attributes: [
      { key: 'http.route', value: { stringValue: `/route/${route}` } },
      { key: 'http.response.status_code', value: { intValue: '200' } },
      { key: 'server.address', value: { stringValue: '127.0.0.1' } },
    ],
  }))
}

async function send(url: string, spans: readonly unknown[]): Promise<void> {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] }
  const response = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${traceStoreToken(secret)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  })
  if (!response.ok) throw new Error(`the trace store answered ${response.status}: ${await response.text()}`)
  await response.arrayBuffer()
}

/** Begins `work` at a fixed rate for the time of the run. Returns the elapsed ms of each. */
async function atRate(perSecond: number, work: () => Promise<unknown>): Promise<number[]> {
  const running: Promise<number>[] = []
  const startMs = performance.now()
  for (let n = 0; n < perSecond * seconds; n++) {
    const waitMs = startMs + (n * 1_000) / perSecond - performance.now()
    if (waitMs > 1) await delay(waitMs)
    running.push(timed(work))
  }
  return Promise.all(running)
}

const p = (all: readonly number[]) => `${percentile(all, 0.5).toFixed(1)}, ${percentile(all, 0.99).toFixed(1)}`

async function counted(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const found = text.matchAll(/^inkling_trace_store_spans_(\w+?)(?:_total)?(?:\{reason="(\w+)"\})? (\d+)/gm)
  return Object.fromEntries([...found].map(([, name, why = '', value]) => [`${name} ${why}`.trim(), Number(value)]))
}

async function measureLoad({ url, apiKey, serviceUrls, adminKey }: Stack): Promise<void> {
  const client = createClient({ url, apiKey })
  const admin = createClient({ url, apiKey: adminKey })
  const ask = () => client.predict({ body: {} })
  const exporting = () => {
    const all = Array.from({ length: tracesPerExport }, (_, n) => spansOf(hex(16), n))
    return send(serviceUrls.maintenance, all.flat())
  }
  const perExport = spansPerTrace * tracesPerExport
  printHead(['round', 'requests p50, p99 ms', 'exports p50, p99 ms'])
  for (const round of ['without spans', 'with spans', 'without spans', 'with spans']) {
    const exports = round === 'with spans' ? atRate(Number(values.spans) / perExport, exporting) : []
    const visible = round === 'with spans' ? visibleAfter(admin, serviceUrls.maintenance) : []
    printRow([round, p(await atRate(Number(values.requests), ask)), p(await exports)])
    const waits = await visible
    if (waits.length > 0) console.error(`visible after p50, max ms: ${p(waits)}, ${Math.max(...waits).toFixed(0)}`)
  }
  await delay(3_000)
  console.log('')
  printHead(['spans', 'count'])
  for (const [name, count] of Object.entries(await counted(serviceUrls.maintenance))) printRow([name, count])
}

/** How long traces in error take from their end until they are read, in ms. */
async function visibleAfter(admin: ReturnType<typeof createClient>, url: string): Promise<number[]> {
  const waits: number[] = []
  for (let n = 0; n < seconds / 4; n++) {
    const id = hex(16)
    const wait = await timed(async () => {
      await send(
        url,
        spansOf(id, 999).map((span) => ({ ...span, status: { code: 2 } })),
      )
      const read = () =>
        admin.getTrace({ params: { id } }).then(
          () => true,
          () => false,
        )
      while (!(await read())) await delay(50)
    })
    waits.push(wait)
  }
  return waits
}

/** Kept traces of a whole day, as many as `--day`, each of 10 spans. */
async function fillDay(sql: postgres.Sql): Promise<void> {
  const traces = Number(values.day)
  await sql`
    insert into operations.traces (trace_id, started_at, ended_at, has_root, name, route, service, services, tenant_id,
      spans, errors)
    select decode(md5(n::text), 'hex'), at, at + (n % 997) * interval '1 ms', true, 'GET', '/route/' || n % 40,
      'gateway',
      '{gateway,search}', 'tenant-' || n % 200, 10, (n % 50 = 0)::int
    from (select n, now() - n * interval '23 hours' / ${traces} as at from generate_series(1, ${traces}::int) n) t`
  await sql`
    insert into operations.spans (trace_id, span_id, started_at, duration_us, service, name, kind, is_error, attributes)
    select t.trace_id, int8send(s), t.started_at, 1000, 'gateway', 'step ' || s, 3, false,
      jsonb_build_object('http.route', t.route, 'order', t.tenant_id)
    from operations.traces t, generate_series(1, 10) s where t.name = 'GET'`
  await sql`analyze operations.traces, operations.spans`
}

async function measureReads({ url, adminKey, ownerUrl }: Stack): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1 })
  await fillDay(sql)
  const [size] = await sql<{ mb: number }[]>`select (operations.span_bytes() / 1e6)::int as mb`
  await sql.end()
  const admin = createClient({ url, apiKey: adminKey })
  const { data } = await admin.listTraces({ query: { limit: 200 } })
  const lists = [
    {},
    { route: '/route/7' },
    { status: 'error' },
    { tenantId: 'tenant-3' },
    { minMs: 995 },
    { service: 'search' },
    { attribute: 'order=tenant-9' },
    { route: '/route/7', status: 'error', minMs: 900 },
  ] as const
  console.log(`\n${values.day} traces of 10 spans over a day, ${size?.mb} MB:\n`)
  printHead(['read', 'p50, p99 ms'])
  const rounds = async (work: (n: number) => Promise<unknown>) => {
    const all: number[] = []
    for (let n = 0; n < 30; n++) all.push(await timed(() => work(n)))
    return p(all)
  }
  printRow(['trace by id', await rounds((n) => admin.getTrace({ params: { id: data[n * 5]?.traceId ?? '' } }))])
  for (const query of lists)
    printRow([`list ${JSON.stringify(query)}`, await rounds(() => admin.listTraces({ query }))])
}

await withStack(
  async (stack) => {
    await measureLoad(stack)
    await measureReads(stack)
  },
  { SIGNING_SECRET: secret, TRACE_MAX_MEGABYTES: '8000' },
)
