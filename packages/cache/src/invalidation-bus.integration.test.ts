import { type Topic, topics } from '@inkling/contracts'
import { createLogger } from '@inkling/telemetry'
import { ChaosProxy, testRedis } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { InvalidationBus } from './invalidation-bus.ts'

const redis = await testRedis()
const link = await ChaosProxy.start(redis.url)
const logger = createLogger({ service: 'test', level: 'silent' })
const opened: InvalidationBus[] = []
afterAll(async () => {
  for (const wakeUps of opened) wakeUps.close()
  await link.stop()
})

/** Opens wake-ups as another process does. */
function open(topic: Topic) {
  const wakeUps = new InvalidationBus(redis.url, logger)
  opened.push(wakeUps)
  return {
    send: (tenantId: string) => wakeUps.send(topic, tenantId),
    listen: (wake: (tenantId: string) => void) => wakeUps.listen(topic, wake),
  }
}

function listen(topic: Topic) {
  const woken: string[] = []
  open(topic).listen((tenantId) => woken.push(tenantId))
  return woken
}

/** Sends until a listener receives it, because messages before both ends are connected are lost. */
const sendUntilHeard = (writer: Pick<ReturnType<typeof open>, 'send'>, woken: readonly string[], tenantId: string) =>
  vi.waitFor(
    () => {
      writer.send(tenantId)
      expect(woken).toContain(tenantId)
    },
    { timeout: 15_000, interval: 25 },
  )

const heard = (woken: readonly string[], tenantId: string) => vi.waitFor(() => expect(woken).toContain(tenantId))

it('other processes are woken once per tenant and topic for changes within 20 ms', async () => {
  const events = listen(topics.events)
  const items = listen(topics.items)
  const [eventWriter, itemWriter] = [open(topics.events), open(topics.items)]
  await Promise.all([sendUntilHeard(eventWriter, events, 'ready'), sendUntilHeard(itemWriter, items, 'ready')])
  for (const tenantId of ['acme', 'globex', 'acme', 'acme']) eventWriter.send(tenantId)
  await heard(events, 'globex')
  eventWriter.send('last')
  await heard(events, 'last')
  expect(events.filter((tenantId) => tenantId !== 'ready')).toEqual(['acme', 'globex', 'last'])
  expect(items.filter((tenantId) => tenantId !== 'ready')).toEqual([])
})

it('several topics of one process reach their own listeners', async () => {
  const wakeUps = new InvalidationBus(redis.url, logger)
  opened.push(wakeUps)
  const [rows, models]: [string[], string[]] = [[], []]
  wakeUps.listen(topics.items, (tenantId) => rows.push(tenantId))
  wakeUps.listen(topics.nextItemSnapshots, (tenantId) => models.push(tenantId))
  await sendUntilHeard({ send: (tenantId) => wakeUps.send(topics.items, tenantId) }, rows, 'acme')
  await sendUntilHeard({ send: (tenantId) => wakeUps.send(topics.nextItemSnapshots, tenantId) }, models, 'globex')
  expect([new Set(rows), new Set(models)]).toEqual([new Set(['acme']), new Set(['globex'])])
})

it('an unavailable Redis loses the wake-ups of that time only', async () => {
  const woken = listen(topics.erasures)
  const writer = open(topics.erasures)
  await sendUntilHeard(writer, woken, 'before')
  await redis.stop()
  const unheard = listen(topics.erasures)
  for (const tenantId of ['lost', 'lost too']) writer.send(tenantId)
  open(topics.erasures).send('from the start')
  await redis.start()
  await Promise.all([sendUntilHeard(writer, woken, 'after'), sendUntilHeard(writer, unheard, 'after')])
  expect(woken).not.toContain('lost')
})

it('wake-ups listen and send again after their connections were reset', async () => {
  const wakeUps = new InvalidationBus(link.url, logger)
  opened.push(wakeUps)
  const woken: string[] = []
  wakeUps.listen(topics.items, (tenantId) => woken.push(tenantId))
  const writer = { send: (tenantId: string) => wakeUps.send(topics.items, tenantId) }
  await sendUntilHeard(writer, woken, 'before')
  await link.reset()
  await sendUntilHeard(writer, woken, 'after')
  expect(new Set(woken)).toEqual(new Set(['before', 'after']))
})
