import { expect, it } from 'vitest'
import type { PolicyDescription } from './policy.ts'
import { policySensor } from './policy-sensor.ts'
import { predefined } from './predefined.ts'

const policy = (inFlight: number, queued: number) =>
  ({ name: 'x', settings: predefined.upstream, inFlight, queued, limit: 50 }) as unknown as PolicyDescription
const read = (...policies: PolicyDescription[]) => policySensor(() => policies).read()

it('is how far the fullest dependency is in use', () => {
  expect(read()).toBe(0)
  expect(read(policy(0, 0), policy(25, 0))).toBeCloseTo(0.42)
})

it('all lanes in use leave parts out, and refuse nothing until calls wait', () => {
  expect(read(policy(50, 0))).toBeCloseTo(0.84)
  expect(read(policy(50, 100))).toBeCloseTo(0.92)
  expect(read(policy(50, 200))).toBeCloseTo(1)
})
