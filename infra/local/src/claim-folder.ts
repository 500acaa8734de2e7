import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commandLine, readPid } from '@inkling/backup'
import { StartError } from './errors.ts'

/**
 * Claims the folder until the returned function is called. Two starts in one folder would stop each other's servers.
 * @throws StartError if another start uses it.
 */
export async function claimFolder(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true })
  const pidFile = join(dataDir, 'start.pid')
  const pid = await readPid(pidFile)
  if (pid !== undefined && (await commandLine(pid)).includes('main.ts'))
    throw new StartError(
      `Inkling already runs from ${dataDir} (process ${pid})`,
      `stop it with Ctrl-C or \`kill ${pid}\`, or use another folder with --data DIR`,
    )
  await writeFile(pidFile, `${process.pid}\n`)
  return () => rm(pidFile, { force: true })
}
