import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { ChaosProxy } from './chaos-proxy.ts'

const echo = createServer((socket) => socket.on('error', () => {}).pipe(socket))
await once(echo.listen(0, '127.0.0.1'), 'listening')
const proxy = await ChaosProxy.start(`tcp://127.0.0.1:${(echo.address() as AddressInfo).port}/`)
const clients: Socket[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const client of clients.splice(0)) client.destroy()
  await proxy.mend()
})
afterAll(async () => {
  await proxy.stop()
  echo.close()
})

function dial(): Socket {
  const { hostname, port } = new URL(proxy.url)
  const client = connect(Number(port), hostname)
  clients.push(client.on('error', () => {}))
  return client
}

async function open(): Promise<Socket> {
  const client = dial()
  await once(client, 'connect')
  return client
}

async function ask(client: Socket, text: string): Promise<string> {
  const answer = once(client, 'data')
  client.write(text)
  return String((await answer)[0])
}

/** Asks and listens, without waiting for an answer. */
function listen(client: Socket, text: string): () => string {
  let heard = ''
  client.on('data', (chunk) => {
    heard += chunk
  })
  client.write(text)
  return () => heard
}

const closed = (client: Socket) => new Promise((resolve) => client.once('close', resolve))

const refused = async () => (await once(dial(), 'error'))[0] as Error

it('a proxy without a fault forwards both directions and counts connections', async () => {
  const before = proxy.accepted
  expect(await ask(await open(), 'hello')).toBe('hello')
  expect(proxy.accepted).toBe(before + 1)
})

it('a proxy forwards a large answer completely and ends it when the client ends', async () => {
  const client = await open()
  const size = 5_000_000
  let received = 0
  client.on('data', (chunk) => {
    received += chunk.length
    if (received === size) client.end()
  })
  client.write(Buffer.alloc(size))
  await closed(client)
  expect(received).toBe(size)
})

it('a cut proxy breaks open connections and refuses new ones until it is mended', async () => {
  const client = await open()
  await ask(client, 'before')
  const broken = closed(client)
  await proxy.cut()
  await broken
  expect(await refused()).toMatchObject({ code: 'ECONNREFUSED' })
  await proxy.mend()
  expect(await ask(await open(), 'after')).toBe('after')
})

it('a refusing proxy keeps open connections', async () => {
  const client = await open()
  await ask(client, 'before')
  proxy.refuse()
  expect(await refused()).toMatchObject({ code: 'ECONNREFUSED' })
  expect(await ask(client, 'still here')).toBe('still here')
})

it('a reset proxy breaks open connections and accepts new ones', async () => {
  const client = await open()
  await ask(client, 'before')
  const broken = closed(client)
  await proxy.reset()
  await broken
  expect(await ask(await open(), 'after')).toBe('after')
})

it('a stalled proxy accepts connections and answers nothing until it is mended', async () => {
  const old = await open()
  await ask(old, 'before')
  proxy.stall()
  const heard = [listen(old, 'old'), listen(await open(), 'new')]
  await vi.waitFor(() => expect(proxy.accepted).toBeGreaterThan(1))
  expect(heard.map((text) => text())).toEqual(['', ''])
  await proxy.mend()
  await vi.waitFor(() => expect(heard.map((text) => text())).toEqual(['old', 'new']))
})

it('a stalled proxy can be cut', async () => {
  proxy.stall()
  const client = await open()
  client.write('held')
  const broken = closed(client)
  await proxy.cut()
  await broken
  expect(await refused()).toMatchObject({ code: 'ECONNREFUSED' })
})

it('a delaying proxy answers after the delay', async () => {
  const client = await open()
  await ask(client, 'before')
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  proxy.delay(60_000)
  const heard = listen(client, 'late')
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1))
  expect(heard()).toBe('')
  vi.advanceTimersByTime(60_000)
  await vi.waitFor(() => expect(heard()).toBe('late'))
})

it('a proxy cuts every answer in the middle until it is mended', async () => {
  proxy.cutAnswerAfter(4)
  for (let n = 0; n < 2; n++) {
    const client = await open()
    const heard = listen(client, 'truncated')
    await closed(client)
    expect(heard()).toBe('trun')
  }
  await proxy.mend()
  expect(await ask(await open(), 'complete')).toBe('complete')
})

it('a half-open proxy answers the first connections only', async () => {
  proxy.admit(2)
  const heard: (() => string)[] = []
  for (const text of ['one', 'two', 'three']) heard.push(listen(await open(), text))
  await vi.waitFor(() => expect(heard.map((text) => text())).toEqual(['one', 'two', '']))
  await proxy.mend()
  await vi.waitFor(() => expect(heard.map((text) => text())).toEqual(['one', 'two', 'three']))
})
