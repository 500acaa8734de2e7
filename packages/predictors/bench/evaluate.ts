/**
 * Next-item accuracy, speed and size on a folder with train.csv.gz, test.csv.gz and, for leave-one-out, valid.csv.gz
 * (`session_id,user_id,item_id,timestamp`): as `inkling evaluate next-item`, without the command.
 *
 *   node bench/evaluate.ts FOLDER [--live] [--leave-one-out] [--cases 5000] [--budget 20] [--without timeOfWeek]
 *
 * --live plays the test back as in service, else nothing is learned while testing. --cases thins the test; --budget is
 * tuning time in seconds of this process, so that other work on the machine does not shorten it. --without asks some
 * components for nothing, as under high load.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { evaluateNextItem, type UsageEvent } from '../src/index.ts'

const { values, positionals } = parseArgs({
  options: {
    live: { type: 'boolean', default: false },
    'leave-one-out': { type: 'boolean', default: false },
    cases: { type: 'string', default: '1000000' },
    budget: { type: 'string', default: '20' },
    without: { type: 'string', default: '' },
  },
  allowPositionals: true,
})
const [folder = '.'] = positionals

const steps = evaluateNextItem({
  train: read('train.csv.gz'),
  test: read('test.csv.gz'),
  ...(values['leave-one-out'] && { validation: read('valid.csv.gz') }),
  isFrozen: !values.live,
  mostCases: Number(values.cases),
  tuneBudgetMs: Number(values.budget) * 1000,
  without: new Set(values.without.split(',')),
  tuneClock: cpuMs,
  clock: () => performance.now(),
})
let step = steps.next()
while (!step.done) step = steps.next()
const { prefetch: _, ...report } = step.value
console.log(JSON.stringify({ ...report, bytesPerEvent: report.modelBytes / report.trainEvents }, rounded, 1))

function read(file: string): UsageEvent[] {
  const lines = gunzipSync(readFileSync(`${folder}/${file}`))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
  return lines.map((line) => {
    const [sessionId = '', userId = '', itemId = '', timestamp = ''] = line.split(',')
    return { sessionId, userId, itemId, atMs: Number(timestamp) * 1000 }
  })
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value
}
