import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { HangCheck } from './hang-check.ts'

const timeoutMs = 200

it('a dependency that answers does not hang, although this process stood still for longer than the timeout', async () => {
  const check = new HangCheck(() => readFile(import.meta.filename), timeoutMs)
  const answered = check.isAnswered()
  const startMs = performance.now()
  while (performance.now() < startMs + 2 * timeoutMs);
  expect(await answered).toBe(true)
})

it('a probe without an answer is given up after the timeout, and its signal aborts', async () => {
  let given: AbortSignal | undefined
  const check = new HangCheck((signal) => {
    given = signal
    return new Promise(() => {})
  }, timeoutMs)
  expect(await check.isAnswered()).toBe(false)
  expect(given?.aborted).toBe(true)
})
