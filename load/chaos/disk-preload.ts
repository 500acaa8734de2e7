/**
 * Loaded into every service of a game day before its own code: SIGPWR makes the disk nearly full for the process, and
 * the next one sets it right again. A disk that is really full needs root, and would fill that of others.
 */
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const leftOver = 0.01
const statfs = promises.statfs
let isNearlyFull = false

if (isMainThread) {
  Object.assign(promises, {
    statfs: async (path: string) => {
      const found = await statfs(path)
      return isNearlyFull ? Object.assign(found, { bavail: found.blocks * leftOver }) : found
    },
  })
  syncBuiltinESMExports()
  process.on('SIGPWR', () => {
    isNearlyFull = !isNearlyFull
  })
}
