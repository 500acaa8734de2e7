import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { Balancer } from './balancer.ts'

const stops: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(stops.map((stop) => stop())))

async function gateway(name: string) {
  const state = { isReady: true }
  const server = createServer(({ url }, response) => {
    if (url === '/readyz') response.statusCode = state.isReady ? 200 : 503
    response.end(name)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const stop = async () => {
    server.closeAllConnections()
    if (server.listening) await once(server.close(), 'close')
  }
  stops.push(stop)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state, stop }
}

it('asks ready gateways in turn, and the next one only if a connection is refused', async () => {
  const [one, two] = [await gateway('one'), await gateway('two')]
  const balancer = new Balancer([one.url, two.url], 'key')
  stops.push(() => balancer.close())
  const both = async () => {
    const asked = () => balancer.ask({ method: 'GET', path: 'items' })
    return [await asked(), await asked()].map(({ text }) => text).toSorted()
  }
  expect(await both()).toEqual(['one', 'two'])
  one.state.isReady = false
  await expect.poll(both).toEqual(['two', 'two'])
  one.state.isReady = true
  await expect.poll(both).toEqual(['one', 'two'])
  await two.stop()
  expect(await both()).toEqual(['one', 'one'])
})
