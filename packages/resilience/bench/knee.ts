/**
 * Whether a policy finds the capacity of a real HTTP server that works on a fixed number of calls at once. The limit is
 * printed each second, under three times the load that the server can answer.
 *
 *   node packages/resilience/bench/knee.ts [--workers 40] [--seconds 30]
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createPolicy, Deadline, predefined } from '../src/index.ts'

const { values } = parseArgs({
  options: { workers: { type: 'string', default: '40' }, seconds: { type: 'string', default: '30' } },
})
const workers = Number(values.workers)
const serviceMs = 100
const waiting: ServerResponse[] = []
let working = 0

function work(): void {
  const response = waiting.shift()
  if (!response) return
  working++
  setTimeout(
    () => {
      response.end('done')
      working--
      work()
    },
    serviceMs * (0.8 + 0.4 * Math.random()),
  )
}
const server = createServer((_request, response) => {
  waiting.push(response)
  if (working < workers) work()
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const policy = createPolicy({ ...predefined.upstream, name: 'knee', isFault: () => true })
const call = (signal: AbortSignal) => fetch(url, { signal }).then((response) => response.text())
const perTick = ((3 * workers) / serviceMs) * 10
const limits: number[] = []
for (let tick = 0, sent = 0; tick < Number(values.seconds) * 100; tick++) {
  for (; sent < perTick * (tick + 1); sent++)
    void policy.execute(call, { deadline: new Deadline(2_000) }).catch(() => {})
  await delay(10)
  if (tick % 100 === 99) limits.push(policy.describe().limit)
}
console.log(`${workers} workers; the limit by second: ${limits.join(' ')}`)
process.exit()
