import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { removeDataFolder } from '../backends/remove-data-folder.ts'
import type { Supervised } from '../processes/unit.ts'
import { readProgress } from './progress.ts'
import { restartOnSignal } from './restart-on-signal.ts'

const dataDir = await mkdtemp(join(tmpdir(), 'inkling-rolling-'))
vi.spyOn(console, 'log').mockReturnValue()
vi.spyOn(console, 'error').mockReturnValue()
afterAll(() => removeDataFolder(dataDir))

it('at SIGUSR2 the processes start again, and the folder says how that goes and ends', async () => {
  const started = Promise.withResolvers<void>()
  let starts: () => Promise<void> = () => started.promise
  const stop = vi.fn(async () => {})
  const worker = { name: 'worker', stop, start: () => starts() } as unknown as Supervised
  const end = restartOnSignal(dataDir, [worker])
  process.emit('SIGUSR2')
  await vi.waitFor(async () => expect(await readProgress(dataDir)).toMatchObject({ state: 'running', name: 'worker' }))
  process.emit('SIGUSR2')
  started.resolve()
  await vi.waitFor(async () => expect(await readProgress(dataDir)).toMatchObject({ state: 'done', done: 1, of: 1 }))
  expect(stop).toHaveBeenCalledOnce()
  starts = () => Promise.reject(new Error('worker ended with code 1'))
  await vi.waitFor(async () => {
    process.emit('SIGUSR2')
    expect(await readProgress(dataDir)).toMatchObject({ state: 'failed', reason: 'worker ended with code 1' })
  })
  await end()
})
