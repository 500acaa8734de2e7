import { calls } from '@inkling/contracts'
import { afterAll, expect, it } from 'vitest'
import { buildSignedApp, secret } from '../../test/signed-app.ts'
import { implement } from './implement.ts'
import { ProcessClient } from './process-client.ts'

const { app } = await buildSignedApp()
implement(app, calls.readMetrics, async ({ body: { names = [] } }) => {
  if (names.includes('hangs')) await new Promise(() => {})
  return { samples: names.map((name) => ({ name, labels: {}, value: 1 })) }
})
const url = await app.listen({ host: '127.0.0.1', port: 0 })
const client = new ProcessClient({ url, secret, name: 'test' })
const stranger = new ProcessClient({ url, secret: 'another secret of at least 32 characters', name: 'test' })
afterAll(async () => {
  await Promise.all([client.close(), stranger.close()])
  await app.close()
})

it('asks one process, and gets its answer', async () => {
  const { samples } = await client.call(calls.readMetrics, { names: ['up'] }, 5_000)
  expect(samples).toEqual([{ name: 'up', labels: {}, value: 1 }])
})

it('rejects if the process hangs, and asks it again afterwards', async () => {
  await expect(client.call(calls.readMetrics, { names: ['hangs'] }, 50)).rejects.toThrow('timeout')
  await expect(client.call(calls.readMetrics, { names: ['up'] }, 5_000)).resolves.toBeDefined()
})

it('rejects if the process refuses the signature', async () => {
  await expect(stranger.call(calls.readMetrics, { names: ['up'] }, 5_000)).rejects.toThrow('401')
})

it('rejects if nothing listens', async () => {
  const nobody = new ProcessClient({ url: 'http://127.0.0.1:1', secret, name: 'test' })
  await expect(nobody.call(calls.readMetrics, { names: ['up'] }, 5_000)).rejects.toThrow('ECONNREFUSED')
  await nobody.close()
})
