import { expect, it } from 'vitest'
import { rollingRestart } from './rolling-restart.ts'

/** Notes what is done to a process that starts, or does not. */
function noted(told: string[], name: string, starts = true) {
  return {
    name,
    stop: async () => void told.push(`stop ${name}`),
    async start() {
      told.push(`start ${name}`)
      if (!starts) throw new Error(`${name} ended with code 1`)
    },
  }
}

it('a rolling restart stops one process at a time, each when the one before is ready', async () => {
  const told: string[] = []
  await rollingRestart(
    ['a', 'b'].map((name) => noted(told, name)),
    async (name) => void told.push(name),
  )
  expect(told).toEqual(['a', 'stop a', 'start a', 'b', 'stop b', 'start b'])
})

it('a rolling restart ends at the first process that does not start, and leaves the others alone', async () => {
  const told: string[] = []
  const processes = [noted(told, 'a', false), noted(told, 'b')]
  await expect(rollingRestart(processes)).rejects.toThrow('a ended with code 1')
  expect(told).toEqual(['stop a', 'start a'])
})
