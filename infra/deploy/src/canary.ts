/**
 * Watches a new version for a while. If it uses up the error budget too fast, or nothing is known of it, the command
 * after `--` is run, which rolls it back, and the exit code is 1.
 *
 *     node canary.ts --prometheus http://127.0.0.1:9090 --minutes 15 -- helm rollback inkling
 *     INKLING_KEY=… node canary.ts --url https://inkling.example -- /usr/local/bin/roll-back
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { fromPrometheus, fromSla } from './burn-sources.ts'
import { readKey } from './config.ts'
import { watchBurn } from './watch-burn.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    prometheus: { type: 'string' },
    matcher: { type: 'string', default: 'track="canary"' },
    url: { type: 'string' },
    minutes: { type: 'string', default: '15' },
    'every-seconds': { type: 'string', default: '15' },
    // At 14.4, the budget of a month would last two days (Google, The Site Reliability Workbook, chapter 5).
    'max-burn': { type: 'string', default: '14.4' },
  },
})

function positive(name: 'minutes' | 'every-seconds' | 'max-burn'): number {
  const value = Number(values[name])
  if (!(value > 0)) throw new Error(`--${name} is ${values[name]}; it must be a number above 0`)
  return value
}

function source() {
  const key = readKey()
  if (values.prometheus) return fromPrometheus(values.prometheus, values.matcher)
  if (values.url && key) return fromSla(values.url, key)
  throw new Error('Give --prometheus URL, or --url URL and a key with the scope ops:read in INKLING_KEY')
}

const everyMs = positive('every-seconds') * 1_000
const reason = await watchBurn({
  read: source(),
  sleep,
  everyMs,
  looks: Math.ceil((positive('minutes') * 60_000) / everyMs),
  maxBurn: positive('max-burn'),
  report: console.log,
})
if (reason) {
  console.error(`Roll back: ${reason}.`)
  const [command, ...args] = positionals
  if (command) await execa(command, args, { stdio: 'inherit' })
  process.exitCode = 1
} else console.log('The new version may stay.')
