/**
 * Loaded into every service of a game day before its own code: SIGWINCH sets the wall clock of the process an hour
 * ahead, and the next one sets it right again. Timers and `performance.now` stay, as when a machine's clock is set.
 */
import { isMainThread } from 'node:worker_threads'

const jumpMs = 3_600_000
const read = Date.now.bind(Date)
let offsetMs = 0

if (isMainThread) {
  Date.now = () => read() + offsetMs
  process.on('SIGWINCH', () => {
    offsetMs = offsetMs === 0 ? jumpMs : 0
  })
}
