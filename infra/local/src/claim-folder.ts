import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartError } from './errors.ts'
import { commandLine, readPid } from './processes/stop-leftover.ts'

/** Makes the folder ours until the returned function is called; two starts in one folder would stop each other's servers. */
export async function claimFolder(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true })
  const pidFile = join(dataDir, 'start.pid')
  const pid = await readPid(pidFile)
  if (pid !== undefined && (await commandLine(pid)).includes('main.ts'))
    throw new StartError(
      `Inkling already runs from ${dataDir} (process ${pid})`,
      `stop it with Ctrl-C or \`kill ${pid}\`, or start this one with --data DIR`,
    )
  await writeFile(pidFile, `${process.pid}\n`)
  return () => rm(pidFile, { force: true })
}
