import { Deadline } from '@inkling/resilience'
import { Upstream } from '@inkling/service-kit'
import { UpstreamDouble } from '@inkling/testing'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { userAffinity } from './user-affinity.ts'

const prediction = await UpstreamDouble.start()
const secret = 'a secret of at least 32 characters'
const upstream = new Upstream({ name: 'prediction', url: prediction.url, secret })
beforeEach(() => {
  prediction.answer({ body: '{"data":[{"itemId":"tea","probability":0.5}],"meta":{"epoch":1}}' })
  prediction.received.length = 0
})
afterAll(() => Promise.all([upstream.close(), prediction.stop()]))

/** Longer than a test may take, so that a test that waits for all of it fails. */
const ages = 600_000
const search = { q: 'tea', userId: 'ann' }
const callerFor = (timeoutMs: number) => ({
  principal: { tenantId: 'acme', keyId: 'key_1', scopes: [] },
  deadline: new Deadline(timeoutMs),
})

it('a search knows the probability of the items that its user will probably open', async () => {
  const affinity = await userAffinity(upstream, ages)(search, callerFor(ages))
  expect([...affinity]).toEqual([['tea', 0.5]])
})

it('a search does not wait for a hanging prediction until its own deadline', async () => {
  prediction.hang()
  expect([...(await userAffinity(upstream, 20)(search, callerFor(ages)))]).toEqual([])
})

it('a search does not wait for a hanging prediction beyond its own deadline', async () => {
  prediction.hang()
  expect([...(await userAffinity(upstream, ages)(search, callerFor(20)))]).toEqual([])
})

it('a search without a user and a session asks for no prediction', async () => {
  expect([...(await userAffinity(upstream, ages)({ q: 'tea' }, callerFor(ages)))]).toEqual([])
  expect(prediction.received).toEqual([])
})

it('a search answers without predictions while prediction fails', async () => {
  prediction.answer({ status: 503, body: '{"code":"overloaded","detail":"Try again in 1 second."}' })
  expect([...(await userAffinity(upstream, ages)(search, callerFor(ages)))]).toEqual([])
})
