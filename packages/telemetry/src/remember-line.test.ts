import { context, type SpanContext, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { afterAll, expect, it } from 'vitest'
import { withLogFacts } from './log-facts.ts'
import { recentLines } from './recent-lines.ts'
import { rememberLine } from './remember-line.ts'

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
afterAll(() => context.disable())

const span: SpanContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }
const inTrace = (work: () => void) =>
  context.with(withLogFacts({ requestId: 'req_1' }, trace.setSpanContext(context.active(), span)), work)

it('a remembered line is found by its trace, names its request, and holds no secret', () => {
  inTrace(() => rememberLine('error', { code: 'overloaded' }, 'refused Bearer abc.def'))
  const [line = ''] = recentLines.ofTrace(span.traceId)
  expect(JSON.parse(line)).toMatchObject({
    ...{ level: 'error', requestId: 'req_1', code: 'overloaded', msg: 'refused Bearer [redacted]' },
    ...{ traceId: span.traceId, spanId: span.spanId, time: expect.stringMatching(/^\d{4}-.*Z$/) },
  })
})

it('a line outside of a trace is not remembered', () => {
  rememberLine('error', {}, 'nobody asks for it')
  expect(recentLines.ofTrace(span.traceId)).toHaveLength(1)
})
