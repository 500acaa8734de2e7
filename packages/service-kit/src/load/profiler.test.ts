import { expect, it } from 'vitest'
import { Profiler } from './profiler.ts'

/** A profiler that records until `end` is called or the signal aborts. */
function controlled() {
  const { promise, resolve: end } = Promise.withResolvers<void>()
  const started = Promise.withResolvers<void>()
  const profiler = new Profiler(async (_seconds, signal) => {
    started.resolve()
    const left = new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))))
    await Promise.race([promise, left])
  })
  return { profiler, end, started: started.promise }
}
const seconds = 1
const awaited = () => new AbortController().signal

it('a profile of the processor names the functions that ran', async () => {
  const { profiler, end, started } = controlled()
  const recording = profiler.record({ kind: 'cpu', seconds }, awaited())
  await started
  for (const until = performance.now() + 50; performance.now() < until; ) busyWithProfile()
  end()
  const profile = await recording
  expect(profile).toMatchObject({ nodes: expect.any(Array), samples: expect.any(Array), timeDeltas: expect.any(Array) })
  expect(JSON.stringify(profile)).toContain('busyWithProfile')
})

it('a profile of the heap is a sampled one', async () => {
  const { profiler, end, started } = controlled()
  const recording = profiler.record({ kind: 'heap', seconds }, awaited())
  await started
  const kept = Array.from({ length: 100_000 }, (_, n) => ({ n }))
  end()
  expect(await recording).toMatchObject({ head: { children: expect.any(Array) }, samples: expect.any(Array) })
  expect(kept).toHaveLength(100_000)
})

it('a process records one profile at a time, of whichever kind', async () => {
  const { profiler, end, started } = controlled()
  const first = profiler.record({ kind: 'cpu', seconds }, awaited())
  await started
  const second = profiler.record({ kind: 'heap', seconds }, awaited())
  await expect(second).rejects.toMatchObject({ code: 'conflict', detail: expect.stringContaining('another profile') })
  end()
  await first
  await expect(profiler.record({ kind: 'heap', seconds }, awaited())).resolves.toHaveProperty('head')
})

it('an abort ends the recording with its reason, and the next one can begin', async () => {
  const { profiler, end, started } = controlled()
  const caller = new AbortController()
  const recording = profiler.record({ kind: 'cpu', seconds }, caller.signal)
  await started
  const left = new Error('left')
  caller.abort(left)
  await expect(recording).rejects.toBe(left)
  end()
  await expect(profiler.record({ kind: 'cpu', seconds }, awaited())).resolves.toHaveProperty('nodes')
})

function busyWithProfile(): number {
  let sum = 0
  for (let n = 0; n < 10_000; n++) sum += Math.sqrt(n)
  return sum
}
