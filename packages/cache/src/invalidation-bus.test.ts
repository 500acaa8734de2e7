import { topics } from '@inkling/contracts'
import { createLogger } from '@inkling/telemetry'
import { expect, it, vi } from 'vitest'
import { InvalidationBus } from './invalidation-bus.ts'

it('wake-ups without a Redis log the reason, and neither sending nor listening fails', async () => {
  const logger = createLogger({ service: 'test', level: 'silent' })
  const debug = vi.spyOn(logger, 'debug')
  const wakeUps = new InvalidationBus('redis://127.0.0.1:1', logger)
  const woken = vi.fn()
  wakeUps.listen(topics.events, woken)
  wakeUps.send(topics.events, 'acme')
  await vi.waitFor(() => expect(debug.mock.calls.length).toBeGreaterThan(3))
  expect(debug).toHaveBeenLastCalledWith({ err: expect.any(Error) }, 'redis unavailable; changes are found by polling')
  wakeUps.close()
  expect(woken).not.toHaveBeenCalled()
})
