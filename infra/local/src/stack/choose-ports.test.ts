import { once } from 'node:events'
import { createServer } from 'node:net'
import getPort from 'get-port'
import { expect, it } from 'vitest'
import { choosePorts } from './choose-ports.ts'

it('choosePorts gives each service its own port', async () => {
  const ports = Object.values(await choosePorts(undefined, { gateway: 3, search: 2 })).flat()
  expect(ports).toHaveLength(9)
  expect(new Set(ports).size).toBe(ports.length)
})

it('choosePorts gives the gateway the wanted port if it is free, and another if not', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { gateway } = await choosePorts(port)
  expect(gateway).not.toEqual([port])
  taken.close()
  await once(taken, 'close')
  expect((await choosePorts(port)).gateway).toEqual([port])
})

it('choosePorts gives the services the ports after that of the gateway', async () => {
  const wanted = await getPort()
  const ports = await choosePorts(wanted)
  const expected = { prediction: 1, suggestion: 2, search: 3, maintenance: 4, worker: 5 }
  const places = Object.fromEntries(Object.entries(ports).map(([name, [port]]) => [name, port - wanted]))
  const right = Object.entries(expected).filter(([name, place]) => places[name] === place)
  // Another process may have taken one of them.
  expect(right.length).toBeGreaterThanOrEqual(4)
})
