import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PressureGauge } from './pressure.ts'
import { cpuQuota, processSensors } from './process-sensors.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-cgroup-'))
})
afterEach(() => rm(folder, { recursive: true }))

const writeGroup = async (max: string, usedMs: number) => {
  await writeFile(join(folder, 'cpu.max'), `${max}\n`)
  await writeFile(join(folder, 'cpu.stat'), `usage_usec ${usedMs * 1_000}\nuser_usec 1\n`)
}

it('reads the share of the quota that the cgroup uses', async () => {
  let nowMs = 0
  await writeGroup('150000 100000', 100)
  const [cpu] = cpuQuota(folder, () => nowMs)
  nowMs = 1_000
  await writeGroup('150000 100000', 1_300)
  expect(cpu?.read()).toBeCloseTo(0.8)
})

it('has no sensor for processor time where there is no quota', async () => {
  await writeGroup('max 100000', 100)
  expect(cpuQuota(folder)).toEqual([])
  expect(cpuQuota(join(folder, 'absent'))).toEqual([])
})

it.each([16, 1])('sees that the event loop is blocked for %i requests, and that it is calm again', async (inFlight) => {
  const gauge = new PressureGauge(processSensors(() => inFlight))
  gauge.sample()
  await setTimeout(20)
  gauge.sample()
  const until = performance.now() + 600
  while (performance.now() < until);
  await setTimeout(0)
  const { readings } = gauge.sample()
  expect(readings.eventLoopDelay).toBeGreaterThan((0.5 * inFlight) / 16)
  for (let n = 0; n < 4; n++) {
    await setTimeout(20)
    gauge.sample()
  }
  expect(gauge.latest.readings.eventLoopDelay).toBeLessThan(readings.eventLoopDelay ?? 0)
})
