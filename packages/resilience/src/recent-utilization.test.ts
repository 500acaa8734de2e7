import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { processorTimes, recentUtilization } from './recent-utilization.ts'

function work(ms: number): void {
  const endMs = performance.now() + ms
  while (performance.now() < endMs);
}

const idle = () => ({ busy: 0, all: 0 })

it('is high while the event loop works, and falls while it waits', async () => {
  const utilization = recentUtilization(idle)
  await delay(1)
  work(200)
  const busy = utilization()
  await delay(400)
  const calm = utilization()
  expect(busy).toBeGreaterThan(0.5)
  expect(calm).toBeLessThan(busy)
})

it('is high while the processors work for others', async () => {
  let looks = 0
  const utilization = recentUtilization(() => {
    looks++
    return { busy: 98 * looks, all: 100 * looks }
  })
  await delay(150)
  expect(utilization()).toBeCloseTo(0.98)
})

it('tells the same again while it is too early to know more', () => {
  const utilization = recentUtilization()
  work(60)
  expect(utilization()).toBe(utilization())
})

it('counts work that gives way as idle, and knows nothing where the kernel tells nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-test-'))
  const path = join(folder, 'stat')
  await writeFile(path, 'cpu  100 50 200 600 50 1 2 3 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n')
  expect(processorTimes(path)).toEqual({ busy: 306, all: 1006 })
  await rm(folder, { recursive: true })
  expect(processorTimes(path)).toEqual({ busy: 0, all: 0 })
})
