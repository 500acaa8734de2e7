import { once } from 'node:events'
import { connect } from 'node:net'
import { inSpan, startTracing } from '@inkling/telemetry'
import { attributesOf, startCollector } from '@inkling/testing'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { describe, expect, it, vi } from 'vitest'
import { runInThread } from './run-in-thread.ts'

const header = "import { parentPort, workerData } from 'node:worker_threads';"
const moduleOf = (body: string) => new URL(`data:text/javascript,${encodeURIComponent(`${header} ${body}`)}`)

const run = (body: string, own: { onProgress?: (progress: number) => void; signal?: AbortSignal } = {}) =>
  runInThread<unknown>(
    moduleOf(body),
    { n: 20 },
    { onProgress: () => {}, signal: new AbortController().signal, ...own },
  )

describe('runInThread', () => {
  it('returns the result of the module, which gets the input', async () => {
    expect(await run('parentPort.postMessage({ result: workerData.n * 2 + 2 })')).toBe(42)
  })

  it('tells the progress that the module posts', async () => {
    const seen: number[] = []
    const body =
      'for (const progress of [0.25, 0.5]) parentPort.postMessage({ progress }); parentPort.postMessage({ result: 1 })'
    await run(body, { onProgress: (progress) => seen.push(progress) })
    expect(seen).toEqual([0.25, 0.5])
  })

  it('fails with the error that the module throws', async () => {
    await expect(run("throw new Error('no data')")).rejects.toThrow('no data')
  })

  it('fails when the module ends without a result', async () => {
    await expect(run('')).rejects.toThrow('code 0 and no result')
  })

  it('its result ends a thread that keeps a server open', async () => {
    const port = await run(`
      import { createServer } from 'node:net'
      const tell = () => parentPort.postMessage({ result: server.address().port })
      const server = createServer().listen(0, '127.0.0.1', tell)`)
    await vi.waitFor(() => expect(once(connect(Number(port), '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED'))
  })

  it('an abort ends a thread that would run for ever', async () => {
    const aborting = new AbortController()
    const onProgress = () => aborting.abort(new Error('stopping'))
    const body = 'parentPort.postMessage({ progress: 0 }); setInterval(() => {}, 1000)'
    await expect(run(body, { onProgress, signal: aborting.signal })).rejects.toThrow('stopping')
  })

  it('starts no thread when it is aborted already', async () => {
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(run('parentPort.postMessage({ result: 1 })', { signal })).rejects.toThrow('stopped')
  })
})

it('a thread is a span of the trace of its caller, with the times that it waited and ran, and in error if it fails', async () => {
  const collector = await startCollector()
  const stopTracing = await startTracing({ service: 'test', destinations: [{ url: collector.url }] })
  await inSpan('job', { kind: SpanKind.CONSUMER }, async () => {
    await run('setTimeout(() => parentPort.postMessage({ result: 1 }), 20)')
    await run("throw new RangeError('no data of ann')").catch(() => {})
  })
  await stopTracing()
  collector.close()
  const [good, bad, job] = collector.spans()
  expect([good?.parentSpanId, bad?.parentSpanId]).toEqual([job?.spanId, job?.spanId])
  expect([good?.status.code, bad?.status.code]).toEqual([SpanStatusCode.UNSET, SpanStatusCode.ERROR])
  expect(good && attributesOf(good)).toEqual({
    'inkling.thread.wait_ms': expect.any(Number),
    'inkling.thread.run_ms': expect.any(Number),
  })
  expect(Number(good && attributesOf(good)['inkling.thread.run_ms'])).toBeGreaterThan(15)
  expect(bad && attributesOf(bad)).toMatchObject({ 'error.type': 'RangeError' })
})
