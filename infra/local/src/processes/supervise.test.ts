import { expect, it } from 'vitest'
import type { ServerProcess } from './server-process.ts'
import { supervise } from './supervise.ts'
import type { Clock, Unit } from './unit.ts'

/** A unit whose processes run until the test ends them. */
function fakeUnit(overrides: Partial<Unit> = {}) {
  const launched: { die(how: string): void; killed: NodeJS.Signals[] }[] = []
  const restarts: number[] = []
  const waiting: PromiseWithResolvers<void>[] = []
  const launch = async (): Promise<ServerProcess> => {
    const exit = Promise.withResolvers<string>()
    const killed: NodeJS.Signals[] = []
    launched.push({ die: exit.resolve, killed })
    const die = (signal: NodeJS.Signals) => {
      killed.push(signal)
      exit.resolve(signal)
    }
    return {
      pid: launched.length,
      exited: exit.promise,
      kill: die,
      stop: async () => die('SIGTERM'),
    }
  }
  const unit: Unit = {
    name: 'unit',
    logFile: '/nonexistent',
    startAttempts: 1,
    launch,
    whenReady: async () => undefined,
    onRestart: (_name, _exit, delayMs) => {
      restarts.push(delayMs)
      waiting.shift()?.resolve()
    },
    ...overrides,
  }
  const nextRestart = () => {
    const restart = Promise.withResolvers<void>()
    waiting.push(restart)
    return restart.promise
  }
  return { unit, launched, restarts, nextRestart }
}

const untilItEnds = (ended: AbortSignal) =>
  new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve()))

/** A clock that the test advances. A restart delay ends at once; the time limit of a start never ends. */
function fakeClock() {
  let nowMs = 0
  const clock: Clock = {
    nowMs: () => nowMs,
    sleep: (delayMs) => (delayMs > 5_000 ? new Promise(() => undefined) : Promise.resolve()),
  }
  return { clock, advance: (byMs: number) => (nowMs += byMs) }
}

it('supervise restarts a process that keeps dying after 250 ms, then doubles the delay up to 5 s', async () => {
  const { unit, launched, restarts, nextRestart } = fakeUnit()
  const supervised = supervise(unit, fakeClock().clock)
  await supervised.start()
  for (let death = 0; death < 7; death++) {
    const restarting = nextRestart()
    await supervised.ready()
    launched.at(-1)?.die('code 1')
    await restarting
  }
  expect(restarts).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
  await supervised.stop()
})

it('supervise restarts a process that ran for 10 s after the shortest delay', async () => {
  const { unit, launched, restarts, nextRestart } = fakeUnit()
  const { clock, advance } = fakeClock()
  const supervised = supervise(unit, clock)
  await supervised.start()
  for (const ranMs of [0, 0, 10_000]) {
    const restarting = nextRestart()
    await supervised.ready()
    advance(ranMs)
    launched.at(-1)?.die('code 1')
    await restarting
  }
  expect(restarts).toEqual([250, 500, 250])
  await supervised.stop()
})

it('after a kill, ready waits for the next process', async () => {
  const { unit } = fakeUnit()
  const supervised = supervise(unit, fakeClock().clock)
  await supervised.start()
  supervised.kill()
  await supervised.ready()
  expect(supervised.pid).toBe(2)
  await supervised.stop()
})

it('to pause and continue a process does not restart it', async () => {
  const { unit, launched } = fakeUnit()
  const supervised = supervise(
    { ...unit, launch: async () => ({ ...(await unit.launch()), kill: () => undefined }) },
    fakeClock().clock,
  )
  await supervised.start()
  supervised.kill('SIGSTOP')
  supervised.kill('SIGCONT')
  await supervised.ready()
  expect(launched).toHaveLength(1)
  await supervised.stop()
})

it('start fails with the exit code if the process dies before it is ready', async () => {
  const { unit, launched } = fakeUnit({ whenReady: untilItEnds })
  const launch = async () => {
    const process = await unit.launch()
    launched.at(-1)?.die('code 78')
    return process
  }
  await expect(supervise({ ...unit, launch }, fakeClock().clock).start()).rejects.toThrow('unit ended with code 78')
  expect(launched).toHaveLength(1)
})

it('start tries again if the unit allows several attempts', async () => {
  const { unit, launched } = fakeUnit({ startAttempts: 3 })
  const launch = async () => {
    const process = await unit.launch()
    if (launched.length < 3) launched.at(-1)?.die('code 1')
    return process
  }
  const whenReady = (ended: AbortSignal) => (launched.length < 3 ? untilItEnds(ended) : Promise.resolve())
  const supervised = supervise({ ...unit, launch, whenReady }, fakeClock().clock)
  await supervised.start()
  expect(supervised.pid).toBe(3)
  await supervised.stop()
})

it('a stopped unit stays stopped until it is started', async () => {
  const { unit, launched, restarts } = fakeUnit()
  const supervised = supervise(unit, fakeClock().clock)
  await supervised.start()
  await supervised.stop()
  expect(launched[0]?.killed).toEqual(['SIGTERM'])
  expect(supervised.pid).toBeUndefined()
  await expect(supervised.ready()).rejects.toThrow('unit is stopped')
  await supervised.start()
  expect(launched).toHaveLength(2)
  expect(restarts).toEqual([])
  await supervised.stop()
})

it('stop ends the wait for a restart', async () => {
  const { unit, launched, nextRestart } = fakeUnit()
  const clock: Clock = {
    nowMs: () => 0,
    sleep: (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  }
  const supervised = supervise(unit, clock)
  await supervised.start()
  const restarting = nextRestart()
  launched[0]?.die('code 1')
  await restarting
  await supervised.stop()
  expect(launched).toHaveLength(1)
})
