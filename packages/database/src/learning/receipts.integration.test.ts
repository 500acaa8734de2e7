import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { InklingError } from '@inkling/errors'
import { receiptMetrics } from '@inkling/telemetry'
import { ChaosProxy, testDatabase } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { createDatabase, type Database } from '../client/create-database.ts'
import type { TenantDatabase } from '../client/tenant-database.ts'
import type { Receipt } from './receipt.ts'
import { ReceiptWriter } from './receipts.ts'

const logger = { warn: vi.fn() }
const { ownerUrl, roleUrl } = await testDatabase()
const owner = postgres(ownerUrl, { max: 1 })
const link = await ChaosProxy.start(roleUrl('search'))
const database = createDatabase({ url: link.url, applicationName: 'receipts-test', pool: 1 })
beforeEach(async () => {
  receiptMetrics().written.reset()
  receiptMetrics().dropped.reset()
  logger.warn.mockReset()
  await owner`truncate learning.receipts, learning.answers`
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
  const writer = new ReceiptWriter(database, logger)
  for (const each of receipts) writer.add(each)
  await writer.close()
}

const storedIds = async () => (await owner`select id from learning.receipts order by id`).map(({ id }) => id)
const answersCounted = async () => {
  const [row] = await owner<{ n: number }[]>`select coalesce(sum(answers), 0)::int as n from learning.answers`
  return row?.n
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

it('loses only the batch that Postgres rejects, and logs how many and why', async () => {
  await write(receipt('not a text: \0'), receipt('r1'), receipt('r2', 'globex'))
  expect(await storedIds()).toEqual(['r2'])
  expect(await counted()).toEqual({ written: 1, dropped: 2 })
  const err = expect.objectContaining({ name: 'PostgresError', code: '22P05' })
  expect(logger.warn.mock.calls).toEqual([
    [{ err, tenantId: 'acme', receipts: 2 }, 'receipts lost: postgres did not store them'],
  ])
})

it.each([
  ['unavailable', () => link.cut()],
  ['too late', async () => link.stall()],
])('keeps receipts while Postgres is %s, and stores each once when it is back', async (_, fail) => {
  const policy = { attemptTimeoutMs: 1_000, firstHalfOpenAfterMs: 100 }
  const own = createDatabase({ url: link.url, applicationName: 'receipts-test', pool: 1, policy })
  const writer = new ReceiptWriter(own, logger)
  writer.add(receipt('r1'))
  await writer.flush()
  await fail()
  writer.add(receipt('r2'))
  await writer.flush()
  writer.add(receipt('r3'))
  expect(await counted()).toMatchObject({ dropped: 0 })
  await link.mend()
  await vi.waitFor(async () => expect(await counted()).toEqual({ written: 3, dropped: 0 }), { timeout: 10_000 })
  expect(await storedIds()).toEqual(['r1', 'r2', 'r3'])
  expect(await answersCounted()).toBe(3)
  expect(logger.warn).not.toHaveBeenCalled()
  await writer.close()
  await own.close()
})

it('a batch whose commit was answered too late is stored and counted once', async () => {
  let isLost = true
  const background = (tenantId: string): TenantDatabase => {
    const tenant = database.background(tenantId)
    return {
      ...{ tenantId, cluster: tenant.cluster },
      async transaction(name, work) {
        const result = await tenant.transaction(name, work)
        if (isLost) throw new InklingError('deadline_exceeded', 'The answer to the commit is lost')
        return result
      },
    }
  }
  const writer = new ReceiptWriter({ background }, logger)
  writer.add(receipt('r1'))
  await writer.flush()
  expect(await storedIds()).toEqual(['r1'])
  writer.add(receipt('r2'))
  isLost = false
  await writer.close()
  expect(await storedIds()).toEqual(['r1', 'r2'])
  expect(await answersCounted()).toBe(2)
  expect(await counted()).toEqual({ written: 2, dropped: 0 })
})

it('close tries once: what Postgres cannot store then is lost, counted and logged', async () => {
  await link.cut()
  await write(receipt('r1'), receipt('r2'))
  expect(await counted()).toEqual({ written: 0, dropped: 2 })
  const err = expect.objectContaining({ code: 'dependency_unavailable' })
  expect(logger.warn.mock.calls).toEqual([
    [{ err, tenantId: 'acme', receipts: 2 }, 'receipts lost: postgres did not store them'],
  ])
  await link.mend()
  await write(receipt('r3'))
  expect(await counted()).toEqual({ written: 1, dropped: 2 })
})

it('holds at most 20,000 receipts, including those that are being stored, and drops the newest', async () => {
  const answer = Promise.withResolvers<void>()
  const transaction = vi.fn(() => answer.promise)
  const background = (tenantId: string) => ({ tenantId, transaction })
  const writer = new ReceiptWriter({ background } as unknown as Database, logger)
  for (let n = 0; n < 15_000; n++) writer.add(receipt(`r${n}`))
  const closed = writer.close()
  await vi.waitFor(() => expect(transaction).toHaveBeenCalledOnce())
  for (let n = 0; n < 6_000; n++) writer.add(receipt(`s${n}`))
  expect(await counted()).toEqual({ written: 0, dropped: 1_000 })
  expect(logger.warn.mock.calls).toEqual([[{ receipts: 20_000 }, 'receipts lost: too many wait for postgres']])
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
    const writer = new ReceiptWriter(database, { warn: console.error })
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
