import { topics } from '@inkling/contracts'
import { createDatabase, insertEvents, readLearningStart } from '@inkling/database'
import { type LearnedState, learnedFormat, type NextItemModel, type Prior } from '@inkling/predictors'
import { ResidentModels } from '@inkling/read-model'
import { FakeFeed } from '@inkling/read-model/fake-feed'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { acceptableEvent } from '../test/acceptable-event.ts'
import { LearningRecorder } from './learning-recorder.ts'
import { nextItemSource } from './next-item-source.ts'
import { Tenures } from './tenures.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const logger = createLogger({ service: 'test', level: 'silent' })
const startMs = Date.parse('2026-11-01T00:00:00Z')
const [part, parts] = [24, 4]

/** The events of one tenant, in parts. Eight sessions walk round a ring of seven items. */
const events = Array.from({ length: part * parts }, (_, n) =>
  acceptableEvent(`e${n}`, {
    sessionId: `s${n % 8}`,
    itemId: `i${(Math.floor(n / 8) * (1 + (n % 2))) % 7}`,
    occurredAt: new Date(startMs + n * 10_000).toISOString(),
  }),
)

/** What a process of the service holds of one tenant. */
class Process {
  readonly tenures: Tenures
  readonly learning: LearningRecorder
  readonly models: ResidentModels<NextItemModel, never>
  readonly #tenantId: string

  constructor(tenantId: string, holder: string, through = database) {
    this.#tenantId = tenantId
    this.tenures = new Tenures({ database: through, holder })
    this.learning = new LearningRecorder(database, logger, (id, token) => this.tenures.end(id, token))
    const source = nextItemSource(through, logger, {
      neighboursOf: () => [],
      tenures: this.tenures,
      onOutcomes: (id, outcomes, model, counted) => this.learning.record(id, outcomes, model, counted),
      clock: () => startMs + 3_000_000,
    })
    this.models = new ResidentModels(source as never, {
      ...{ maxBytes: 1e9, feed: new FakeFeed(), follow: { changes: topics.events }, logger },
    })
  }

  readonly resident = () => this.models.get(this.#tenantId)
  readonly read = async () => (await this.resident()).catchUp()
  readonly keep = async () => (await this.resident()).keep()
  readonly learns = async () => this.tenures.of(this.#tenantId, (await this.resident()).model) !== undefined

  /** As when callers regard this process as the home. */
  async becomeHome(): Promise<boolean> {
    const resident = await this.resident()
    if (!(await this.tenures.claim(this.#tenantId, resident.model, true))) return false
    await resident.reload()
    return true
  }

  /** As on SIGTERM. */
  async stop(): Promise<void> {
    await this.models.close()
    await this.learning.close()
    await this.tenures.close()
  }
}

const write = (tenantId: string, n: number) =>
  insertEvents(database.background(tenantId), events.slice(n * part, (n + 1) * part))
const asOwner = <T>(work: Parameters<typeof owner.platform<T>>[1]) => owner.platform({ name: 'test' }, work)
/** As if so much time had passed since the lease was taken and renewed. */
const wait = (tenantId: string, seconds: number) =>
  asOwner(
    (sql) => sql`
      update learning.homes set taken_at = taken_at - make_interval(secs => ${seconds}),
        renewed_at = renewed_at - make_interval(secs => ${seconds})
      where tenant_id = ${tenantId}`,
  )

/** All that is learned of a tenant. */
async function learnedOf(tenantId: string) {
  const { learned } = await readLearningStart<LearnedState, Prior>(database.background(tenantId), learnedFormat)
  const counted = await asOwner(
    (sql) => sql<{ model: string; cases: number; hits: number; loss: string }[]>`
      select model, sum(cases)::int as cases, sum(hits_at_20)::int as hits, sum(log_loss)::numeric(20, 6)::text as loss
      from learning.metrics where tenant_id = ${tenantId} group by model order by model`,
  )
  return { state: learned?.state, counted: [...counted] }
}

/** What one process learns that is never disturbed. */
const undisturbed = await (async () => {
  const only = new Process('undisturbed', 'only')
  await only.resident()
  for (let n = 0; n < parts; n++) {
    await write('undisturbed', n)
    await only.read()
  }
  await only.stop()
  return learnedOf('undisturbed')
})()

it('what one process learns is counted, so that the tests below compare something', () => {
  expect(undisturbed.counted.find(({ model }) => model === 'blend')?.cases).toBeGreaterThan(50)
})

it('two processes that hold the model of a tenant learn and count each event once', async () => {
  const [a, b] = [new Process('both', 'a'), new Process('both', 'b')]
  await a.resident()
  for (let n = 0; n < parts; n++) {
    await write('both', n)
    await a.read()
    await b.read()
    await Promise.all([a.keep(), b.keep()])
  }
  expect([await a.learns(), await b.learns()]).toEqual([true, false])
  await a.stop()
  await b.stop()
  expect(await learnedOf('both')).toEqual(undisturbed)
})

it('a process that is no home answers from the events that it has read and from the weights that the home stored', async () => {
  const [a, b] = [new Process('reader', 'a'), new Process('reader', 'b')]
  await a.resident()
  await b.resident()
  for (let n = 0; n < parts; n++) {
    await write('reader', n)
    await a.read()
    await b.read()
  }
  const [home, other] = [(await a.resident()).model, (await b.resident()).model]
  expect(other.counts).toEqual(home.counts)
  expect(other.weights).not.toEqual(home.weights)
  await a.keep()
  await b.keep()
  expect(other.learned).toEqual(home.learned)
  expect(other.predict({ recent: ['i1'] })).toEqual(home.predict({ recent: ['i1'] }))
  await Promise.all([a.stop(), b.stop()])
})

it('when a home is killed, the next one learns all that it had not stored, and counts all that it had not counted', async () => {
  const a = new Process('killed', 'a')
  await a.resident()
  await write('killed', 0)
  await a.read()
  await a.keep()
  await write('killed', 1)
  await a.read()
  // The sums of two parts are stored, the state of one.
  await a.learning.close()
  await write('killed', 2)
  await a.read()
  const b = new Process('killed', 'b')
  await b.resident()
  expect(await b.learns()).toBe(false)
  await wait('killed', 16)
  expect(await b.becomeHome()).toBe(true)
  await write('killed', 3)
  await b.read()
  await b.stop()
  expect(await learnedOf('killed')).toEqual(undisturbed)
})

it('a home that stood still cannot overwrite what the next one learned, and learns no more', async () => {
  const [a, b] = [new Process('paused', 'a'), new Process('paused', 'b')]
  await a.resident()
  await b.resident()
  await write('paused', 0)
  await a.read()
  await wait('paused', 31)
  expect(await b.becomeHome()).toBe(true)
  for (const n of [1, 2]) {
    await write('paused', n)
    await b.read()
  }
  await b.keep()
  // It goes on as if nothing had happened.
  await a.read()
  expect(await a.learns()).toBe(true)
  await a.learning.close()
  await a.keep()
  expect(await a.learns()).toBe(false)
  await write('paused', 3)
  await a.read()
  await b.read()
  await a.stop()
  await b.stop()
  expect(await learnedOf('paused')).toEqual(undisturbed)
})

it('a home that callers prefer gets the tenant back, without a loss', async () => {
  const [a, b] = [new Process('back', 'a'), new Process('back', 'b')]
  await a.resident()
  await write('back', 0)
  await a.read()
  await a.stop()
  await b.resident()
  expect(await b.learns()).toBe(true)
  await write('back', 1)
  await b.read()
  const again = new Process('back', 'a')
  await again.resident()
  expect(await again.becomeHome()).toBe(false)
  await wait('back', 31)
  const third = new Process('back', 'a')
  await third.resident()
  await third.becomeHome()
  await write('back', 2)
  await b.read()
  await third.read()
  await write('back', 3)
  await b.read()
  await third.read()
  for (const each of [b, again, third]) await each.stop()
  expect(await learnedOf('back')).toEqual(undisturbed)
})

it('a process that starts again takes its own lease at once, and no token is given twice', async () => {
  const tokenOf = async (holder: string) => (await new Tenures({ database, holder }).take('tokens'))?.token ?? 0n
  const first = await tokenOf('a')
  expect(await tokenOf('b')).toBe(0n)
  const second = await tokenOf('a')
  expect(second).toBeGreaterThan(first)
  await asOwner((sql) => sql`delete from learning.homes where tenant_id = 'tokens'`)
  expect(await tokenOf('b')).toBeGreaterThan(second)
})

it('a process goes on from what the version before stored, which knows no lease', async () => {
  const before = new Process('upgraded', 'a')
  await before.resident()
  for (const n of [0, 1]) {
    await write('upgraded', n)
    await before.read()
  }
  await before.stop()
  await asOwner((sql) => sql`delete from learning.homes where tenant_id = 'upgraded'`)
  const after = new Process('upgraded', 'b')
  await after.resident()
  for (const n of [2, 3]) {
    await write('upgraded', n)
    await after.read()
  }
  await after.stop()
  expect(await learnedOf('upgraded')).toEqual(undisturbed)
})

it('while Postgres only reads, a process predicts without learning, and it learns once Postgres writes again', async () => {
  await insertEvents(database.background('read-only'), events.slice(0, part))
  const name = decodeURIComponent(new URL(roleUrl('prediction')).username)
  const setReadOnly = (value: 'on' | 'off') =>
    owner.platform({ name: 'set' }, async (sql) => {
      const [row] = await sql<{ name: string }[]>`select current_database() as name`
      await sql.unsafe(`alter role "${name}" in database "${row?.name}" set default_transaction_read_only = ${value}`)
    })
  await setReadOnly('on')
  const readOnly = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
  const first = new Process('read-only', 'first', readOnly)
  try {
    expect((await first.resident()).model.counts.items).toBeGreaterThan(0)
    expect(await first.learns()).toBe(false)
  } finally {
    await setReadOnly('off')
    await readOnly.close()
  }
  const second = new Process('read-only', 'second')
  expect(await second.learns()).toBe(true)
})
