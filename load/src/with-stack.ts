import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeDataFolder, type Stack, type StackOptions, startStack } from '@inkling/local'

/**
 * Runs a benchmark on a private stack in a temporary folder; stops the stack and removes the folder afterwards.
 * @param env of the services
 */
export async function withStack(
  work: (stack: Stack, folder: string) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
  options: Pick<StackOptions, 'backups' | 'pgbouncer' | 'replicas'> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
  const stack = await startStack({ dataDir: folder, env: { LOG_LEVEL: 'warn', ...env }, ...options })
  try {
    await work(stack, folder)
  } finally {
    await stack.stop()
    await removeDataFolder(folder)
  }
}
