import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { nodeFlags } from './node-flags.ts'

/** Where the processes of a data folder keep their compiled modules. */
export const compileCacheOf = (dataDir: string): string => join(dataDir, 'compile-cache')

const entry = fileURLToPath(new URL('compile-all.ts', import.meta.url))

/**
 * Compiles all services into a folder that does not exist yet, in a process that then ends. Six processes that compile
 * for themselves each keep the compiler in memory. A service that cannot be loaded says so when it starts.
 */
export async function compileServices(folder: string): Promise<void> {
  if (existsSync(folder)) return
  // Node keeps what was compiled under other flags apart.
  await execa(process.execPath, [...nodeFlags('worker'), entry], {
    env: { NODE_COMPILE_CACHE: folder },
    extendEnv: false,
    reject: false,
  })
}
