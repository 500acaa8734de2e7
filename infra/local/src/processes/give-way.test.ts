import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { getPriority } from 'node:os'
import { expect, it } from 'vitest'
import { giveWay, takePart } from './give-way.ts'

const isRoot = process.getuid?.() === 0

it('a process that starts gives way and then takes part again, if root can take that back', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  const { pid = 0 } = child
  const own = getPriority()
  giveWay(pid)
  expect(getPriority(pid)).toBe(isRoot ? Math.min(19, own + 10) : own)
  takePart(pid)
  expect(getPriority(pid)).toBe(own)
  child.kill()
  await once(child, 'exit')
})

it('a process that could not be started has no priority to change', () => {
  expect(() => giveWay(undefined)).not.toThrow()
})
