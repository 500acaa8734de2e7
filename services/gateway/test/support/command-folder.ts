import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileCache } from '@inkling/testing'
import { afterAll } from 'vitest'
import { sharedStack } from './shared-stack.ts'

const program = fileURLToPath(new URL('../../../../packages/cli/src/main.ts', import.meta.url))

interface Finished {
  readonly code: number
  /** What the command printed, on stdout and stderr. */
  readonly printed: string
  readonly stdout: string
}

/** A folder in which the command runs as a process of its own, as a person would run it. */
export interface CommandFolder {
  write(files: Readonly<Record<string, string | Buffer>>): Promise<void>
  inkling(...args: readonly string[]): Promise<Finished>
}

/** Makes a folder that is removed after the tests of the file. */
export async function commandFolder(): Promise<CommandFolder> {
  const cwd = await mkdtemp(join(tmpdir(), 'inkling-command-'))
  afterAll(() => rm(cwd, { recursive: true }))
  return {
    async write(files) {
      const written = Object.entries(files).map(([name, content]) => writeFile(join(cwd, name), content))
      await Promise.all(written)
    },
    inkling: (...args) => run(cwd, args),
  }
}

function run(cwd: string, args: readonly string[]): Promise<Finished> {
  const { url, adminKey } = sharedStack()
  const env = { INKLING_URL: url, INKLING_ADMIN_KEY: adminKey, NODE_COMPILE_CACHE: compileCache }
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, printed: stdout + stderr, stdout }),
    )
  })
}
