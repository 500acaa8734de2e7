import { channel } from 'node:diagnostics_channel'
import { context, propagation, trace } from '@opentelemetry/api'
import { symbols } from 'pino'
import { expect, it, vi } from 'vitest'
import { createLogger } from './create-logger.ts'
import { inSpan } from './in-span.ts'
import { startTracing } from './start-tracing.ts'

await startTracing({ service: 'inkling-test' })

const logger = createLogger({ service: 'search', level: 'info' })
const stream = Reflect.get(logger, symbols.streamSym) as { write(line: string): boolean }
const write = vi.spyOn(stream, 'write').mockReturnValue(true)
const lastLine = () => JSON.parse(write.mock.lastCall?.[0] ?? '')

it('a line is JSON with its time, level, service and message', () => {
  logger.info({ items: 3 }, 'loaded')
  expect(lastLine()).toMatchObject({ level: 'info', service: 'search', items: 3, msg: 'loaded' })
  expect(new Date(lastLine().time).toISOString()).toBe(lastLine().time)
})

it('a line inside a span carries its trace, also where no collector is', async () => {
  const span = await inSpan('work', {}, async () => {
    logger.warn('inside')
    return trace.getActiveSpan()?.spanContext()
  })
  expect(lastLine()).toMatchObject({ traceId: span?.traceId, spanId: span?.spanId })
  expect(lastLine().traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/)
  logger.info('outside')
  expect(lastLine()).not.toHaveProperty('traceId')
})

it('without a collector the trace goes on, unrecorded, and Redis is not watched', async () => {
  const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
  const headers: Record<string, string> = {}
  await context.with(propagation.extract(context.active(), { traceparent: caller }), () =>
    inSpan('work', {}, async () => propagation.inject(context.active(), headers)),
  )
  expect(headers.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/)
  expect(headers.traceparent).not.toBe(caller)
  expect(channel('tracing:ioredis:command:start').hasSubscribers).toBe(false)
})

it('credentials of a request are not written', () => {
  logger.info({ req: { headers: { authorization: 'Bearer ink_secret', 'x-api-key': 'ink_secret' } } }, 'refused')
  expect(write.mock.lastCall?.[0]).not.toContain('ink_secret')
})

it('what is below the level is not written', () => {
  write.mockClear()
  logger.debug('detail')
  expect(write).not.toHaveBeenCalled()
})
