import { afterEach, expect, it, vi } from 'vitest'
import { untilCalm } from './until-calm.ts'

afterEach(() => void vi.unstubAllGlobals())

const calm = { level: 'normal', pressure: 0.2 }
const busy = { level: 'essential', pressure: 0.86 }

/** How long it waits for a gateway that tells these loads, and then the last one again and again. */
async function waitedFor(...loads: (object | Error)[]): Promise<number> {
  let waitedMs = 0
  const tell = async () => {
    const load = loads.length > 1 ? loads.shift() : loads[0]
    if (load instanceof Error) throw load
    return Response.json({ load })
  }
  vi.stubGlobal('fetch', tell)
  await untilCalm('http://127.0.0.1:8080', async (ms) => {
    waitedMs += ms
  })
  return waitedMs
}

it('waits five seconds for a gateway that has little to do', async () => {
  expect(await waitedFor(calm)).toBe(5_000)
})

it('begins again after a moment in which the gateway was busy, hard at work or gave no answer', async () => {
  expect(await waitedFor(busy, calm)).toBe(5_500)
  expect(await waitedFor(calm, { level: 'normal', pressure: 0.7 }, calm)).toBe(6_000)
  expect(await waitedFor(calm, new TypeError('fetch failed'), calm)).toBe(6_000)
})

it('goes on after fifteen seconds on a machine that is always busy', async () => {
  expect(await waitedFor(busy)).toBe(15_000)
})
