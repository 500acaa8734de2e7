import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { receiptMetrics } from '@inkling/telemetry'
import { ChaosProxy, testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { createDatabase, type Database } from '../client/create-database.ts'
import type { Receipt } from './receipt.ts'
import { ReceiptWriter } from './receipts.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const link = await ChaosProxy.start(roleUrl('search'))
const database = createDatabase({ url: link.url, applicationName: 'receipts-test', pool: 1 })
beforeEach(async () => {
  receiptMetrics().written.reset()
  receiptMetrics().dropped.reset()
  await owner`truncate learning.receipts`
})
afterAll(async () => {
  await Promise.all([database.close(), owner.end()])
  await link.stop()
})

const receipt = (id: string, tenantId = 'acme'): Receipt => ({
  tenantId,
  id,
  kind: 'search',
  userId: 'ann',
  sessionId: undefined,
  itemIds: ['tea', 'cup'],
  scores: [0.5, 0.25],
  epoch: 7,
})

const counted = async () => {
  const [written, dropped] = await Promise.all([receiptMetrics().written.get(), receiptMetrics().dropped.get()])
  return { written: written.values[0]?.value ?? 0, dropped: dropped.values[0]?.value ?? 0 }
}

/** Stores these receipts and closes the writer. */
async function write(...receipts: Receipt[]) {
  const writer = new ReceiptWriter(database)
  for (const each of receipts) writer.add(each)
  await writer.close()
}

it('stores the receipts of all tenants, each under its own tenant', async () => {
  await write(receipt('r1'), receipt('r2', 'globex'), { ...receipt('r3'), isBlended: true })
  expect(
    await owner`
      select tenant_id, id, kind, user_id, session_id, item_ids, scores, epoch::int, is_blended
      from learning.receipts order by id`,
  ).toMatchObject([
    {
      tenant_id: 'acme',
      id: 'r1',
      kind: 'search',
      user_id: 'ann',
      session_id: null,
      item_ids: ['tea', 'cup'],
      scores: [0.5, 0.25],
      epoch: 7,
      is_blended: false,
    },
    { tenant_id: 'globex', id: 'r2' },
    { tenant_id: 'acme', id: 'r3', is_blended: true },
  ])
  expect(await counted()).toEqual({ written: 3, dropped: 0 })
})

it('loses only the batch that Postgres rejects', async () => {
  await write(receipt('same'), receipt('same'), receipt('r2', 'globex'))
  expect(await owner`select tenant_id, id from learning.receipts`).toEqual([{ tenant_id: 'globex', id: 'r2' }])
  expect(await counted()).toEqual({ written: 1, dropped: 2 })
})

it('drops and counts receipts while Postgres is unavailable, and stores later ones', async () => {
  await link.cut()
  await write(receipt('r1'), receipt('r2'))
  expect(await counted()).toEqual({ written: 0, dropped: 2 })
  await link.mend()
  await write(receipt('r3'))
  expect(await counted()).toEqual({ written: 1, dropped: 2 })
})

it('holds at most 20,000 receipts, including those that are being stored', async () => {
  const answer = Promise.withResolvers<void>()
  const transaction = vi.fn(() => answer.promise)
  const background = (tenantId: string) => ({ tenantId, transaction })
  const writer = new ReceiptWriter({ background } as unknown as Database)
  for (let n = 0; n < 15_000; n++) writer.add(receipt(`r${n}`))
  const closed = writer.close()
  await vi.waitFor(() => expect(transaction).toHaveBeenCalledOnce())
  for (let n = 0; n < 6_000; n++) writer.add(receipt(`s${n}`))
  expect(await counted()).toEqual({ written: 0, dropped: 1_000 })
  answer.resolve()
  await closed
  await writer.close()
  writer.add(receipt('later'))
  await writer.close()
  expect(await counted()).toEqual({ written: 20_001, dropped: 1_000 })
})

/** A process that gives a receipt every millisecond. It prints how many it has given whenever a batch was stored. */
function busyProcess(): ChildProcess {
  const program = `
    import { createDatabase } from ${JSON.stringify(import.meta.resolve('../client/create-database.ts'))}
    import { ReceiptWriter } from ${JSON.stringify(import.meta.resolve('./receipts.ts'))}
    const database = createDatabase({ url: process.argv[1], applicationName: 'busy', pool: 1 })
    const writer = new ReceiptWriter(database)
    let given = 0
    const give = () => writer.add({ tenantId: 'busy', id: 'r' + given++, kind: 'search', userId: undefined,
      sessionId: undefined, itemIds: [], scores: [], epoch: 1 })
    const timer = setInterval(() => { for (let n = 0; n < 5; n++) give() }, 1)
    process.on('SIGTERM', async () => {
      clearInterval(timer)
      await writer.close()
      await database.close()
      console.log('stopped ' + given)
    })
    for (;;) {
      const before = given
      await new Promise((resolve) => setTimeout(resolve, 100))
      await writer.flush()
      console.log('stored ' + before)
    }`
  return spawn(process.execPath, ['--input-type=module', '-e', program, roleUrl('search')], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** The numbers that the process printed, until it has printed so many. */
async function told(child: ChildProcess, lines: number): Promise<number[]> {
  const numbers: number[] = []
  for await (const line of createInterface({ input: child.stdout as Readable })) {
    numbers.push(Number(/\d+/.exec(line)?.[0]))
    if (numbers.length === lines) return numbers
  }
  return numbers
}
const storedOfBusy = async () => {
  const [row] = await owner<{ n: number }[]>`
    select count(*)::int as n from learning.receipts where tenant_id = 'busy'`
  return row?.n ?? 0
}
const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve))

it('a process that is killed loses only what it gave after the last batch, and keeps the rest', async () => {
  const child = busyProcess()
  const [, , , safe = Number.NaN] = await told(child, 4)
  child.kill('SIGKILL')
  await ended(child)
  expect(safe).toBeGreaterThan(0)
  expect(await storedOfBusy()).toBeGreaterThanOrEqual(safe)
})

it('a process that is stopped loses no receipt', async () => {
  const child = busyProcess()
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]()
  await lines.next()
  child.kill('SIGTERM')
  let last = ''
  for (let line = await lines.next(); !last.startsWith('stopped'); line = await lines.next()) last = line.value ?? ''
  child.kill('SIGKILL')
  await ended(child)
  expect(await storedOfBusy()).toBe(Number(last.replace('stopped ', '')))
})
