import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { lifeline } from './lifeline.ts'

const lifelineFile = fileURLToPath(new URL('lifeline.ts', import.meta.url))

it('a lifeline sends its signal to the process when the parent is killed', async () => {
  const child = spawn('sleep', ['1000'], { detached: true })
  const script = `import { lifeline } from ${JSON.stringify(lifelineFile)}
    lifeline(${child.pid}, 'SIGINT')
    console.log('holding')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const ended = once(child, 'exit')
  holder.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGINT'])
})

it('a released lifeline sends no signal', async () => {
  const child = spawn('cat', [], { stdio: ['pipe', 'pipe', 'ignore'] })
  const release = lifeline(child.pid ?? 0, 'SIGKILL')
  release()
  const ended = once(child, 'exit')
  child.stdin.end()
  expect(await ended).toEqual([0, null])
})
