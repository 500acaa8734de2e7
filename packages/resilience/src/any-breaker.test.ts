import { CircuitState, ConsecutiveBreaker } from 'cockatiel'
import { expect, it } from 'vitest'
import { AnyBreaker } from './any-breaker.ts'

const closed = CircuitState.Closed

it('opens when one of its breakers opens', () => {
  const breaker = new AnyBreaker(new ConsecutiveBreaker(2), new ConsecutiveBreaker(9))
  expect(breaker.failure(closed)).toBe(false)
  expect(breaker.failure(closed)).toBe(true)
})

it('tells every breaker of every call, even when the first one opens', () => {
  const breaker = new AnyBreaker(new ConsecutiveBreaker(1), new ConsecutiveBreaker(2))
  breaker.failure(closed)
  breaker.success(closed)
  breaker.failure(closed)
  expect(breaker.failure(closed)).toBe(true)
})
