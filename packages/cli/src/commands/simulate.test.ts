import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const simulate = (...args: string[]) =>
  runInkling(['--api-key', 'ink_k', 'simulate', ...args], { directory: tmpdir(), url: gateway.url })
const estimate = {
  logged: { value: 0.1, low: 0.08, high: 0.12 },
  simulated: { value: 0.15, low: 0.1, high: 0.2 },
  effect: { value: 0.05, low: 0.01, high: 0.09 },
  ...{ effectiveItems: 60, support: 0.95 },
}

it('inkling simulate sends the other ranking, and shows the effect with its interval and what to doubt', async () => {
  const warnings = ['It rests on 60 shown items only']
  gateway.respondWith(() => ({ status: 200, body: { answers: 40, people: 38, estimate, warnings } }))
  const boost = [{ filter: 'kind = "lamp"', factor: 2 }]
  const flags = ['--weights', '{"trend": 2}', '--boost', JSON.stringify(boost), '--days', '3']
  const { output } = await simulate('--scenario', 'home', ...flags)
  expect(gateway.requests[0]).toMatchObject({ body: { scenario: 'home', weights: { trend: 2 }, boost, days: 3 } })
  expect(output).toContain('40 answers to 38 people were ranked again.')
  expect(output).toMatch(/effect\s+5\.0 % \(1\.0 % to 9\.0 %\)/)
  expect(output).toContain('It rests on 60 shown items only.')
})

it('inkling simulate says why there is no estimate', async () => {
  const warnings = ['Too few people got answers that can be ranked again']
  gateway.respondWith(() => ({ status: 200, body: { answers: 0, people: 0, estimate: null, warnings } }))
  expect((await simulate('--weights', '{"trend": 2}')).output).toContain('Too few people')
})
