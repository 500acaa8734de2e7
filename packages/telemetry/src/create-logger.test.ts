import { channel } from 'node:diagnostics_channel'
import { context, propagation, trace } from '@opentelemetry/api'
import { expect, it } from 'vitest'
import { createLogger } from './create-logger.ts'
import { inSpan } from './in-span.ts'
import { withLogFacts } from './log-facts.ts'
import { startTracing } from './start-tracing.ts'

await startTracing({ service: 'inkling-test' })

const lines: string[] = []
const logger = createLogger({ service: 'search', level: 'info' }, { write: (line) => void lines.push(line) })
const lastLine = () => JSON.parse(lines.at(-1) ?? '')

it('writes a line as JSON with its time, level, service and message', () => {
  logger.info({ items: 3 }, 'loaded')
  expect(lastLine()).toMatchObject({ level: 'info', service: 'search', items: 3, msg: 'loaded' })
  expect(new Date(lastLine().time).toISOString()).toBe(lastLine().time)
})

it('a line that is written inside a span names its trace, also without a collector', async () => {
  const span = await inSpan('work', {}, async () => {
    logger.warn('inside')
    return trace.getActiveSpan()?.spanContext()
  })
  expect(lastLine()).toMatchObject({ traceId: span?.traceId, spanId: span?.spanId })
  expect(lastLine().traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
  logger.info('outside')
  expect(lastLine()).not.toHaveProperty('traceId')
})

it('without a collector a trace travels on, no span is recorded and Redis commands are not traced', async () => {
  const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
  const headers: Record<string, string> = {}
  await context.with(propagation.extract(context.active(), { traceparent: caller }), () =>
    inSpan('work', {}, async () => propagation.inject(context.active(), headers)),
  )
  expect(headers.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/)
  expect(headers.traceparent).not.toBe(caller)
  expect(channel('tracing:ioredis:command:start').hasSubscribers).toBe(false)
})

it('a line that is written for a request names it, also from a child logger', () => {
  context.with(withLogFacts({ requestId: 'req_1' }), () => {
    logger.info('inside')
    expect(lastLine()).toMatchObject({ requestId: 'req_1' })
    logger.child({ part: 'cache' }).info('inside')
    expect(lastLine()).toMatchObject({ requestId: 'req_1', part: 'cache' })
  })
  logger.info('outside')
  expect(lastLine()).not.toHaveProperty('requestId')
})

it.each<[string, () => void]>([
  ['a message', () => logger.info('no key ink_a_planted')],
  ['a field', () => logger.info({ req: { headers: { 'x-api-key': 'ink_a_planted' } } }, 'refused')],
  ['the binding of a child', () => logger.child({ token: 'planted' }).info('refused')],
  ['an error', () => logger.error({ err: new Error('sent ink_a_planted') }, 'failed')],
  ['the cause of an error', () => logger.error({ err: new Error('no', { cause: new Error('ink_a_planted') }) }, 'no')],
  ['an error in place of an object', () => logger.error(new Error('sent Bearer planted'))],
  ['a request of Fastify', () => logger.info({ req: { method: 'GET', url: '/?q=planted' } }, 'sent')],
])('writes no secret that stands in %s', (_, write) => {
  const before = lines.length
  write()
  expect(lines).toHaveLength(before + 1)
  expect(lines.at(-1)).not.toContain('planted')
})

it('writes no line below its level', () => {
  const before = lines.length
  logger.debug('detail')
  expect(lines).toHaveLength(before)
})

it('a level that is set at one logger holds for its parent and all other children', () => {
  const [one, other] = [logger.child({ part: 'one' }), logger.child({ part: 'other' })]
  one.level = 'debug'
  for (const each of [logger, one, other, one.child({})]) expect(each.isLevelEnabled('debug')).toBe(true)
  logger.level = 'info'
  for (const each of [logger, one, other]) expect(each.isLevelEnabled('debug')).toBe(false)
})
