import { join } from 'node:path'
import { stopLeftover } from '@inkling/backup'
import { rotateAtStart } from '../processes/rotate-at-start.ts'
import { spawnServer } from '../processes/server-process.ts'
import { supervise } from '../processes/supervise.ts'
import type { Supervised, Unit } from '../processes/unit.ts'
import type { Place } from './place-folder.ts'

export interface PlacedServer extends Pick<Unit, 'name' | 'whenReady' | 'onRestart'> {
  /** The program and its arguments; one of them names a file of the folder, by which a leftover process is known. */
  command: string
  args: readonly string[]
  /** In the folder; the server writes its process id there. */
  pidFile: string
}

/** Supervises a server in its own folder, with its log. One that an earlier run left there is stopped first. */
export function superviseIn({ path, identity }: Place, server: PlacedServer): Supervised {
  const { name, whenReady, onRestart, command, args, pidFile } = server
  const logFile = join(path, 'server.log')
  return supervise({
    ...{ name, whenReady, onRestart, logFile, startAttempts: 1 },
    launch: async () => {
      await stopLeftover(join(path, pidFile), path, 'SIGTERM')
      await rotateAtStart(logFile)
      return spawnServer({
        ...{ command, args, cwd: path, env: {}, logFile, identity },
        stopSignal: 'SIGTERM',
        stopTimeoutMs: 10_000,
      })
    },
  })
}
