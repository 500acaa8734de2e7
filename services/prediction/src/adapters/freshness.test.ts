import type { CountedAnswer } from '@inkling/service-kit'
import { expect, it } from 'vitest'
import { Freshness } from './freshness.ts'

function observed() {
  const clock = { nowMs: 0 }
  const samples: CountedAnswer[] = []
  const ends: ((isKnown: boolean) => void)[] = []
  const freshness = new Freshness(
    (sample) => samples.push(sample),
    () => clock.nowMs,
  )
  const model = (tenantId: string) => ({
    tenantId,
    waitFor() {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      ends.push(resolve)
      return promise
    },
  })
  return { clock, samples, ends, freshness, model }
}

it('the time from a commit until the model knows it is counted for its tenant', async () => {
  const { clock, samples, ends, freshness, model } = observed()
  freshness.measure(model('acme'), 42n)
  clock.nowMs = 70
  ends[0]?.(true)
  await Promise.resolve()
  expect(samples).toEqual([{ tenantId: 'acme', class: 'freshness', isError: false, elapsedMs: 70 }])
})

it('a commit that the model never learns of counts as late', async () => {
  const { clock, samples, ends, freshness, model } = observed()
  freshness.measure(model('acme'), 42n)
  clock.nowMs = 30_000
  ends[0]?.(false)
  await Promise.resolve()
  expect(samples).toMatchObject([{ elapsedMs: 30_000 }])
})

it('one commit per tenant is observed at a time, and the next one after it', async () => {
  const { ends, freshness, model } = observed()
  for (const tenant of ['acme', 'acme', 'other']) freshness.measure(model(tenant), 42n)
  expect(ends).toHaveLength(2)
  ends[0]?.(true)
  await Promise.resolve()
  freshness.measure(model('acme'), 43n)
  expect(ends).toHaveLength(3)
})

it('nothing is observed without a model or without a stored event', () => {
  const { ends, freshness, model } = observed()
  freshness.measure(undefined, 42n)
  freshness.measure(model('acme'), 0n)
  expect(ends).toHaveLength(0)
})
