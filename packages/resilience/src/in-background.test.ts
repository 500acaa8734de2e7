import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inBackground } from './in-background.ts'

const request = new AsyncLocalStorage<string>()

it('work in the background belongs to no request, nor does what it awaits', async () => {
  const seen = await request.run('request', async () => {
    const work = async () => [request.getStore(), await setImmediate().then(() => request.getStore())]
    return [request.getStore(), ...(await inBackground(work)), request.getStore()]
  })
  expect(seen).toEqual(['request', undefined, undefined, 'request'])
})
