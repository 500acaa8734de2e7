/**
 * Load tests: scenarios of k6, run by k6 where it is installed and by load/host elsewhere.
 *
 *   pnpm load NAME [--url URL] [--minutes N] [--scale F] [--route KIND] [--processes 2] [--out .inkling/load]
 *   pnpm load compare A.json B.json
 *   pnpm load gate [--base REF] [--rounds 8] [--seconds 15] [--scale 1]
 *
 * Without --url it starts a private stack; with it, INKLING_KEY in the environment is a key of a tenant. It writes a
 * record (JSON) and a report (HTML, one file). The exit status is 99, as k6's is, if a threshold fails; of stress and
 * breakpoint, if no limit was found.
 */
import { parseArgs } from 'node:util'
import { kinds } from '../k6/lib/kinds.ts'
import { readKey } from './config.ts'
import { gate } from './gate/gate.ts'
import { compare } from './report/compare.ts'
import { kneeOf } from './report/findings.ts'
import { printRun } from './report/print-run.ts'
import type { RunRecord } from './report/run-record.ts'
import { readRun, writeRun } from './report/write-run.ts'
import { runLoad } from './run-load.ts'

const names = ['smoke', 'baseline', 'load150', 'stress', 'spike', 'soak', 'journeys', 'streams', 'breakpoint']
const failed = 99

const text = { type: 'string' } as const
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', default: false },
    url: text,
    minutes: text,
    scale: text,
    route: text,
    processes: text,
    out: { ...text, default: '.inkling/load' },
    base: { ...text, default: 'main' },
    rounds: { ...text, default: '8' },
    seconds: { ...text, default: '15' },
  },
})
const [name = '', ...paths] = positionals

if (values.help) console.log(`pnpm load NAME, one of ${[...names, 'compare', 'gate'].join(', ')}; see load/README.md`)
else if (name === 'compare') await compareRuns(paths)
else if (name === 'gate') {
  const [rounds, seconds] = [numberOf('rounds', values.rounds), numberOf('seconds', values.seconds)]
  process.exitCode = (await gate({ base: values.base, rounds, seconds, scale: values.scale })) ? 0 : failed
} else if (names.includes(name)) await run()
else throw new Error(`Name one of ${[...names, 'compare', 'gate'].join(', ')}, got "${name}".`)

async function run(): Promise<void> {
  const { out, minutes, scale, processes } = values
  for (const [option, value] of Object.entries({ minutes, scale, processes }))
    if (value !== undefined) numberOf(option, value)
  const routes = name !== 'breakpoint' || values.route !== undefined ? [values.route] : kinds
  let isStopped = false
  process.once('SIGINT', () => {
    isStopped = true
  })
  for (const route of routes) {
    if (isStopped) return
    const record = await runLoad({ ...values, key: readKey(), name, route })
    printRun(record)
    const { report } = await writeRun(out, record)
    console.log(`Report: ${report}`)
    if (!isGood(record)) process.exitCode = failed
  }
}

/** A run that looks for the limit is good if it found it. */
function isGood(record: RunRecord): boolean {
  if (['stress', 'breakpoint'].includes(name)) return kneeOf(record) !== undefined
  return record.verdicts.every(({ ok }) => ok)
}

async function compareRuns([before, after]: readonly string[]): Promise<void> {
  if (before === undefined || after === undefined) throw new Error('Name two records: pnpm load compare A.json B.json.')
  compare(await readRun(before), await readRun(after))
}

function numberOf(option: string, value: string): number {
  const number = Number(value)
  if (Number.isFinite(number) && number > 0) return number
  throw new Error(`--${option} must be a number above 0, got ${value}.`)
}
