import { execFile } from 'node:child_process'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { hashOf } from './hash-of.ts'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const root = pathOf('..')
const dist = join(root, 'dist')
const stampFile = join(dist, 'stamp')
/** What the files of the console are made of: its own, and the packages that it uses. */
const sources = [
  ...['../src', '../index.html', '../package.json', '.'],
  ...['client', 'cli', 'contracts'].map((name) => `../../../packages/${name}/src`),
].map(pathOf)
const lockFile = pathOf('../../../pnpm-lock.yaml')

/**
 * Builds the console into `dist`, unless what is there was built from the same sources. Nothing is fetched. Who reads
 * `dist` meanwhile sees the former files or the new ones.
 */
export async function buildConsole(): Promise<void> {
  const stamp = await hashOf([...sources, lockFile])
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === stamp) return
  const next = join(root, `.dist-${process.pid}`)
  try {
    // Libraries leave their checks for developers out only in production.
    await promisify(execFile)(process.execPath, [pathOf('bundle.ts'), root, next], { env: { NODE_ENV: 'production' } })
    await writeFile(join(next, 'stamp'), stamp)
    await rm(dist, { recursive: true, force: true })
    await rename(next, dist)
  } finally {
    await rm(next, { recursive: true, force: true })
  }
}
