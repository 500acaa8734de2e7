import { expect, it } from 'vitest'
import { QueueWatchdog } from './queue-watchdog.ts'

type Look = { queue: string; active: number; firstJob: string | undefined }

/** A watchdog that looks every 10 s and finds these in turn. Returns whether a queue was stuck after each look. */
async function watch(looks: readonly (Look | Error)[]): Promise<(string | undefined)[]> {
  let nowMs = 0
  let found: Look | Error | undefined
  const look = async () => (found instanceof Error ? Promise.reject(found) : found ? [found] : [])
  const watchdog = new QueueWatchdog({ look, mostMs: 20_000, nowMs: () => nowMs })
  const stuck: (string | undefined)[] = []
  for (found of looks) {
    await watchdog.look()
    stuck.push(watchdog.stuck)
    nowMs += 10_000
  }
  return stuck
}

const idle: Look = { queue: 'train', active: 0, firstJob: 'a' }
const fine = undefined

it('a queue is stuck when its first job stays the same for the time and none is at work', async () => {
  expect(await watch([idle, idle, idle, idle])).toEqual([fine, fine, 'train', 'train'])
})

it.each<[string, Look | Error]>([
  ['a job is at work', { ...idle, active: 1 }],
  ['another job is the first one', { ...idle, firstJob: 'b' }],
  ['none waits', { ...idle, firstJob: undefined }],
  ['Redis does not answer', new Error('connection refused')],
])('a queue is not stuck, and its time begins again, when %s', async (_, between) => {
  expect(await watch([idle, idle, between, idle, idle])).toEqual([fine, fine, fine, fine, fine])
  expect((await watch([idle, idle, idle, between])).at(-1)).toBe(fine)
})
