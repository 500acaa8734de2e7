import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { answersReady } from '../processes/answers-ready.ts'
import { giveWay, takePart } from '../processes/give-way.ts'
import { spawnServer } from '../processes/server-process.ts'
import { supervise } from '../processes/supervise.ts'
import type { Supervised, Unit } from '../processes/unit.ts'
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

/**
 * Size of the young generation of V8's heap. A small one saves memory in six processes. Those that answer much get a
 * larger one, which grows only under load and saves up to a fifth of their CPU time (pnpm bench:gateway).
 */
const youngMegabytes = (name: ServiceName) => (manyAnswers.has(name) ? 32 : 2)
const manyAnswers: ReadonlySet<ServiceName> = new Set(['gateway', 'prediction', 'suggestion'])

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
        args: ['--expose-gc', `--max-semi-space-size=${youngMegabytes(service)}`, entry],
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
