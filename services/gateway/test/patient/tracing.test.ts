import { setTimeout as delay } from 'node:timers/promises'
import { calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { type ExportedSpan, startOtlpCollector } from '../support/otlp-collector.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const collector = await startOtlpCollector()
const stack = await startTestStack({ ...stackEnvironment, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
afterAll(async () => {
  await stack.stop()
  await collector.stop()
})
const spans = async () => (await (await fetch(`${collector.url}/spans`)).json()) as ExportedSpan[]

/** Several polls of each process, and the delay with which spans are exported. */
const idleMs = 6_000

it('a stack that nobody uses makes no traces', async () => {
  await delay(idleMs)
  const before = (await spans()).length
  await delay(idleMs)
  expect((await spans()).slice(before).map(({ service, name }) => `${service}: ${name}`)).toEqual([])
})

it('no span holds what a user wrote, who it was, or a secret', async () => {
  const shop = await newTenant({}, stack)
  const planted = ['plantedtitle', 'plantedquery', 'planteduser', 'planteditem', 'planted@example.org', 'plantedtag']
  const [title, q, userId, id, text, tag] = planted as [string, string, string, string, string, string]
  await shop.call(calls.putItem, { params: { id }, body: { title, text, tags: [tag] } })
  await shop.call(calls.postEvents, { body: { type: 'view', userId, itemId: id } })
  await shop.call(calls.search, { body: { q, userId, filter: `tags = "${tag}"` } })
  await shop.call(calls.suggest, { body: { userId, context: { query: q } } })
  await shop.refused(calls.search, { body: { q, filter: text } })
  await shop.refused(calls.getItem, { params: { id: `${id}-none` } })
  await eventually(async () => expect((await spans()).map(({ service }) => service)).toContain('inkling-suggestion'))
  await delay(2_000)
  const all = JSON.stringify(await spans())
  for (const secret of [...planted, shop.key]) expect(all).not.toContain(secret)
})
