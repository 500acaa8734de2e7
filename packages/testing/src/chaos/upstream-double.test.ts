import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'
import { UpstreamDouble } from './upstream-double.ts'

const upstream = await UpstreamDouble.start()
beforeEach(() => {
  upstream.answer()
  upstream.received.length = 0
})
afterEach(() => void vi.useRealTimers())
afterAll(() => upstream.stop())

it('an upstream double answers 200 at first and keeps the requests it received', async () => {
  const response = await fetch(`${upstream.url}/items?limit=1`, {
    method: 'POST',
    body: 'tea',
    headers: { 'x-id': '7' },
  })
  expect([response.status, await response.json()]).toEqual([200, {}])
  expect(upstream.received).toMatchObject([
    { method: 'POST', path: '/items?limit=1', body: 'tea', headers: { 'x-id': '7' } },
  ])
})

it('an upstream double answers the status, headers and body that it is told', async () => {
  upstream.answer({ status: 503, headers: { 'retry-after': '2' }, body: '{"code":"overloaded"}' })
  const response = await fetch(upstream.url)
  expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
    503,
    '2',
    '{"code":"overloaded"}',
  ])
})

it('a slow upstream double answers after its delay', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  upstream.answerAfter(60_000, { status: 201 })
  const answered = vi.fn()
  const answer = fetch(upstream.url).finally(answered)
  await vi.waitFor(() => expect(upstream.received).toHaveLength(1))
  expect(answered).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect((await answer).status).toBe(201)
})

it('an upstream double that hangs receives the request and never answers', async () => {
  upstream.hang()
  const waiting = new AbortController()
  const answer = expect(fetch(upstream.url, { signal: waiting.signal })).rejects.toThrow('aborted')
  await vi.waitFor(() => expect(upstream.received).toHaveLength(1))
  waiting.abort()
  await answer
})

it('an upstream double that drops closes the connection without an answer', async () => {
  upstream.drop()
  await expect(fetch(upstream.url)).rejects.toThrow('fetch failed')
  expect(upstream.received).toHaveLength(1)
})

it('an upstream double closes the connection in the middle of a body', async () => {
  upstream.closeMidBody()
  const response = await fetch(upstream.url)
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow('terminated')
})

it('a stopped upstream double refuses connections until it starts again, at the same address', async () => {
  await upstream.stop()
  await expect(fetch(upstream.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  await upstream.start()
  expect((await fetch(upstream.url)).status).toBe(200)
})
