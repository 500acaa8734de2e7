import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { choosePorts } from './choose-ports.ts'

it('every service gets a port of its own', async () => {
  const ports = Object.values(await choosePorts())
  expect(new Set(ports).size).toBe(ports.length)
})

it('the gateway gets the wanted port when it is free, and another when it is not', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { gateway } = await choosePorts(port)
  expect(gateway).not.toBe(port)
  taken.close()
  await once(taken, 'close')
  expect((await choosePorts(port)).gateway).toBe(port)
})
