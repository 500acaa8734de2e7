/**
 * How long a private stack takes to start, and how much memory each process holds after the start.
 *
 *   pnpm bench:start
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { removeDataFolder, type Stack, startStack } from '@inkling/local'
import { memoryOf } from './process-usage.ts'
import { printHead, printRow } from './table.ts'

const settleMs = 10_000
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0)

async function timed(dataDir: string): Promise<{ stack: Stack; seconds: number }> {
  const startedMs = performance.now()
  const stack = await startStack({ dataDir })
  return { stack, seconds: (performance.now() - startedMs) / 1000 }
}

function printMemory(stack: Stack): void {
  const node = Object.entries(stack.services).map(([name, { pid = 0 }]) => ({ name, pid }))
  const total = { rssBytes: 0, pssBytes: 0 }
  printHead(['process', 'resident MB', 'proportional MB'])
  for (const { name, pid } of node) {
    const { rssBytes, pssBytes } = memoryOf(pid)
    total.rssBytes += rssBytes
    total.pssBytes += pssBytes
    printRow([name, megabytes(rssBytes), megabytes(pssBytes)])
  }
  printRow(['services together', megabytes(total.rssBytes), megabytes(total.pssBytes)])
}

const dataDir = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
try {
  const first = await timed(dataDir)
  await delay(settleMs)
  console.log('After the first start, which compiles the sources:\n')
  printMemory(first.stack)
  await first.stack.stop()
  const second = await timed(dataDir)
  await delay(settleMs)
  console.log('\nAfter a later start:\n')
  printMemory(second.stack)
  await second.stack.stop()
  const [firstSeconds, secondSeconds] = [first, second].map(({ seconds }) => seconds.toFixed(1))
  console.log('\nUntil backends, migrations and services are ready:')
  console.log(`first start ${firstSeconds} s, second start ${secondSeconds} s`)
} finally {
  await removeDataFolder(dataDir)
}
