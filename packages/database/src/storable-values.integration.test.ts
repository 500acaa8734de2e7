import { randomUUID } from 'node:crypto'
import { calls, type Event, type Feedback, type ItemLine } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import fc from 'fast-check'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { afterAll, expect, it } from 'vitest'
import { insertEvents } from './behaviour/events.ts'
import { readItem, saveItems } from './catalog/items.ts'
import { createDatabase } from './client/create-database.ts'
import { createKey } from './control/api-keys.ts'
import { createTenant } from './control/tenants.ts'
import { insertFeedback } from './learning/feedback.ts'

const { ownerUrl } = await testDatabase()
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => owner.close())

const tenant = owner.background('any-value')
const runs = { numRuns: 50 }
/** The store keeps microseconds, and answers have milliseconds. */
const nearby = (sent: string | undefined) => (read: string | Date) =>
  sent === undefined || Math.abs(new Date(read).getTime() - Date.parse(sent)) <= 1

/** Also what the validators reject: each test filters by them. */
const text = (maxLength: number) =>
  fc.oneof(
    fc.string({ maxLength }),
    fc.string({ unit: 'binary', maxLength }),
    fc.array(fc.integer({ max: 0xffff, min: 0 }), { maxLength }).map((units) => String.fromCharCode(...units)),
    fc.constantFrom('', '\0', '\ud800', '\\u0000', "'", '\u2028', 'e\u0301', '__proto__', 'constructor'),
  )
const number = fc.oneof(
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 5e-324, Number.MAX_VALUE, Infinity, 1e21),
)
const digits = (length: number, max: number) =>
  fc.integer({ min: 0, max }).map((value) => String(value).padStart(length, '0'))
const time = fc
  .tuple(
    fc.oneof(digits(4, 9999), fc.constantFrom('0000', '0001', '0099', '1969', '2026', '9999')),
    fc.oneof(
      fc.constantFrom('01-01', '12-31', '02-29', '02-30'),
      fc.tuple(digits(2, 13), digits(2, 32)).map((d) => d.join('-')),
    ),
    fc.oneof(fc.constantFrom('00:00:00', '23:59:59', '23:59:60', '24:00:00'), fc.constant('12:30:01')),
    fc.oneof(
      fc.constantFrom('', '.0', '.9999999', '.999999999', `.${'1'.repeat(150)}`),
      digits(9, 999_999_999).map((d) => `.${d}`),
    ),
    fc.constantFrom(
      'Z',
      'z',
      '+00:00',
      '-00:00',
      '+15:59',
      '-15:59',
      '+16:00',
      '+05:30',
      '+01:00',
      '-01:00',
      '',
      '[u-ca=x]',
    ),
  )
  .map(([year, day, clock, fraction, zone]) => `${year}-${day}T${clock}${fraction}${zone}`)
const optional = { noNullPrototype: true, requiredKeys: [] as never[] }
const named = (value: fc.Arbitrary<unknown>) =>
  fc.array(fc.tuple(text(8), value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))

/** Values as they come out of a request's JSON, of those that the schema accepts. */
const accepted = <T>(schema: TSchema, arbitrary: fc.Arbitrary<unknown>) =>
  arbitrary.filter((value) => Value.Check(schema, value)).map((value) => JSON.parse(JSON.stringify(value)) as T)

it('every accepted event is stored and read back as it was sent', async () => {
  const given = fc.record({ type: text(64), sessionId: text(9), itemId: text(9) })
  const own = fc.record(
    { occurredAt: time, value: number, context: named(fc.oneof(text(9), number, fc.boolean())), receiptId: text(9) },
    optional,
  )
  const event = fc.tuple(given, own).map((parts) => Object.assign({}, ...parts))
  const events = fc.array(accepted<Event>(calls.postEvents.body, event), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(events, async (sent) => {
      const rows = sent.map((each) => ({
        occurredAt: '2026-11-21T12:00:00Z',
        ...each,
        id: crypto.randomUUID(),
        hasOwnId: true,
      }))
      expect((await insertEvents(tenant, rows)).refused).toEqual(new Map())
      const stored = await owner.platform(
        { name: 'look' },
        (sql) => sql<{ id: string; occurredAt: Date }[]>`
          select id, type, session_id as "sessionId", item_id as "itemId", occurred_at as "occurredAt", value, context,
            receipt_id as "receiptId"
          from behaviour.events where id in ${sql(rows.map(({ id }) => id))}`,
      )
      const byId = new Map(stored.map((row) => [row.id, row]))
      for (const { occurredAt, hasOwnId: _, ...row } of rows) {
        const { occurredAt: storedAt, ...read } = byId.get(row.id) ?? { occurredAt: new Date(Number.NaN) }
        expect(read).toEqual({ value: null, context: null, receiptId: null, ...row })
        expect(storedAt).toSatisfy(nearby(occurredAt))
      }
    }),
    runs,
  )
})

it('every accepted item is stored and read back as it was sent', async () => {
  const value = fc.oneof(text(9), number, fc.boolean(), fc.array(text(9), { maxLength: 3 }))
  const own = fc.record(
    {
      text: text(99),
      kind: text(9),
      tags: fc.array(text(9), { maxLength: 3, minLength: 1 }),
      attributes: named(value),
      url: text(9),
      sizeBytes: number,
      expiresAt: time,
    },
    optional,
  )
  const item = fc.tuple(fc.record({ id: text(9), title: text(9) }), own).map((parts) => Object.assign({}, ...parts))
  await fc.assert(
    fc.asyncProperty(accepted<ItemLine>(calls.putItems.body, item), async (sent) => {
      expect((await saveItems(tenant, [sent])).refused).toEqual([])
      const read = await readItem(tenant, sent.id)
      const { createdAt: _created, updatedAt: _updated, expiresAt = '', ...fields } = read?.item ?? { expiresAt: '' }
      const { expiresAt: sentExpiry, attributes = {}, ...expected } = sent
      expect(fields).toEqual({ ...expected, ...(Object.keys(attributes).length > 0 && { attributes }) })
      expect(expiresAt).toSatisfy(nearby(sentExpiry))
    }),
    { numRuns: 200 },
  )
})

it('every accepted feedback is stored and read back as it was sent', async () => {
  const given = fc.record({ receiptId: fc.uuid(), itemId: text(9), signal: fc.constantFrom('click', 'dismiss') })
  const own = fc.record({ value: number, occurredAt: time }, optional)
  const line = fc.tuple(given, own).map((parts) => Object.assign({}, ...parts))
  const lines = fc.array(accepted<Feedback>(calls.postFeedback.body, line), { minLength: 1, maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(lines, async (generated) => {
      // Feedback counts once, also between runs.
      const sent = generated.map((each) => ({ ...each, receiptId: randomUUID() }))
      expect(await insertFeedback(tenant, sent)).toMatchObject({ stored: sent.length, refused: [] })
      const stored = await owner.platform(
        { name: 'look' },
        (sql) => sql<{ receiptId: string; occurredAt: Date }[]>`
          select receipt_id as "receiptId", item_id as "itemId", signal, value, occurred_at as "occurredAt"
          from learning.waiting_feedback where receipt_id in ${sql(sent.map(({ receiptId }) => receiptId))}`,
      )
      const byReceipt = new Map(stored.map((row) => [row.receiptId, row]))
      for (const { occurredAt, ...expected } of sent) {
        const { occurredAt: storedAt, ...read } = byReceipt.get(expected.receiptId) ?? { occurredAt: new Date(0) }
        expect(read).toEqual({ value: null, ...expected })
        expect(storedAt).toSatisfy(nearby(occurredAt))
      }
    }),
    runs,
  )
})

it('every accepted end of a key is stored and read back as it was sent', async () => {
  await createTenant(owner.background('keys'), { name: 'Keys', plan: 'starter' })
  const key = fc.record({ name: text(9).filter((name) => name.length > 0), expiresAt: time })
  await fc.assert(
    fc.asyncProperty(accepted<{ name: string; expiresAt: string }>(calls.createKey.body, key), async (sent) => {
      const created = await createKey(owner.background('keys'), { ...sent, scopes: [] })
      expect(created.name).toBe(sent.name)
      expect(created.expiresAt ?? '').toSatisfy(nearby(sent.expiresAt))
    }),
    runs,
  )
})
