import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { answersReady } from '../processes/answers-ready.ts'
import { giveWay, takePart } from '../processes/give-way.ts'
import { spawnServer } from '../processes/server-process.ts'
import { supervise } from '../processes/supervise.ts'
import type { Supervised, Unit } from '../processes/unit.ts'
import { nodeFlags } from './node-flags.ts'
import type { ServiceName } from './service-names.ts'

export interface ServiceProgram {
  /** Of the process, in messages and in the name of its log. */
  name: string
  service: ServiceName
  /** The TypeScript file that starts it. */
  entry: string
  env: Readonly<Record<string, string>>
  port: number
  logsFolder: string
  onRestart?: Unit['onRestart']
}

/** Supervises a service as a Node process that runs its source. It is ready when GET /readyz answers 200. */
export function superviseService(program: ServiceProgram): Supervised {
  const { name, service, entry, env, port, logsFolder, onRestart } = program
  const logFile = join(logsFolder, `${name}.log`)
  return supervise({
    name,
    logFile,
    startAttempts: 1,
    onRestart,
    launch: async () => {
      mkdirSync(logsFolder, { recursive: true })
      const launched = spawnServer({
        command: process.execPath,
        args: [...nodeFlags(service), entry],
        cwd: logsFolder,
        env: { LOG_FILE: logFile, ...env },
        logFile,
        stopSignal: 'SIGTERM',
        stopTimeoutMs: 10_000,
      })
      giveWay(launched.pid)
      return launched
    },
    async whenReady(ended, pid) {
      await answersReady(`http://127.0.0.1:${port}/readyz`, ended)
      if (!ended.aborted) takePart(pid)
    },
  })
}
