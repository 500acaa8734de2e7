import { removeDataFolder, type Stack, type StackOptions, startStack } from '@inkling/local'
import { compileCache } from './compile-cache.ts'
import { temporaryFolder } from './temporary-folder.ts'

/**
 * Starts all of Inkling as processes on private servers in a temporary folder, with an empty demo tenant. Its `stop`
 * also removes the folder. For acceptance tests and benchmarks, which start one stack and keep it.
 *
 * @param env variables that every service gets in addition to its own, such as LOG_LEVEL
 */
export async function startTestStack(
  env: Readonly<Record<string, string>> = {},
  options: Pick<StackOptions, 'backups' | 'pgbouncer' | 'readReplica' | 'replicas'> = {},
): Promise<Stack & { readonly dataDir: string }> {
  const dataDir = await temporaryFolder()
  const stack = await startStack({ dataDir, env: { NODE_COMPILE_CACHE: compileCache, ...env }, ...options })
  const stop = async () => {
    await stack.stop()
    await removeDataFolder(dataDir)
  }
  return { ...stack, dataDir, stop }
}
