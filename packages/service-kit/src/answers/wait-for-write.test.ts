import { Deadline } from '@inkling/resilience'
import type { FastifyRequest } from 'fastify'
import { expect, it, vi } from 'vitest'
import { encodeConsistencyToken } from './consistency-token.ts'
import { waitForWrite } from './wait-for-write.ts'

const request = (token?: string) => ({ headers: { 'consistency-token': token } }) as unknown as FastifyRequest
const model = (visible: boolean) => ({ cluster: 'here', waitFor: vi.fn(async () => visible) })
const token = encodeConsistencyToken({ transactionId: 751n, cluster: 'here' })

it('a read with a token waits for its write, at most 500 ms', async () => {
  const visible = model(true)
  expect(await waitForWrite(request(token), visible, new Deadline(10_000))).toEqual([])
  expect(visible.waitFor).toHaveBeenCalledExactlyOnceWith(751n, 500)
})

it('a read never waits past its deadline', async () => {
  const visible = model(true)
  await waitForWrite(request(token), visible, new Deadline(80, () => 0))
  expect(visible.waitFor).toHaveBeenCalledWith(751n, 80)
})

it('a read that does not see its write in time says so', async () => {
  expect(await waitForWrite(request(token), model(false), new Deadline(10_000))).toEqual(['consistency'])
})

it('a read without a token does not wait', async () => {
  const visible = model(false)
  expect(await waitForWrite(request(), visible, new Deadline(10_000))).toEqual([])
  expect(visible.waitFor).not.toHaveBeenCalled()
})

it.each(['c1.elsewhere', 'c1'])(
  'a read with %s, the token of another cluster, does not wait and says that it may not see the write',
  async (foreign) => {
    const visible = model(true)
    expect(await waitForWrite(request(foreign), visible, new Deadline(10_000))).toEqual(['consistency'])
    expect(visible.waitFor).not.toHaveBeenCalled()
  },
)

it('rejects a token that no write answered', async () => {
  await expect(waitForWrite(request('yesterday'), model(true), new Deadline(10_000))).rejects.toMatchObject({
    code: 'validation_failed',
  })
})
