import { removeDataFolder, type Stack, startStack } from '@inkling/local'
import { temporaryFolder } from './temporary-folder.ts'

/**
 * All of Inkling, as processes on private servers in a temporary folder, with its demo tenant empty. Its `stop` also
 * removes the folder. For acceptance tests and benchmarks, which start one and keep it for all they do.
 *
 * @param env Variables that every service gets besides its own, such as LOG_LEVEL.
 */
export async function startTestStack(env: Readonly<Record<string, string>> = {}): Promise<Stack> {
  const dataDir = await temporaryFolder()
  const stack = await startStack({ dataDir, env })
  const stop = async () => {
    await stack.stop()
    await removeDataFolder(dataDir)
  }
  return { ...stack, stop }
}
