/**
 * Game days: faults on a private stack while the traffic mix is sent, each with a verdict. Writes RESULTS.md.
 *
 *   pnpm chaos [NAME…] [--seconds N] [--rate 40] [--list]
 *   pnpm chaos alerts [NAME…] [--rate 40]
 *   INKLING_KEY=KEY pnpm chaos watch [--url URL] [--seconds 60] [--rate 40]
 *
 * A NAME may end with `*`. The exit status is 1 if something that must hold does not.
 */
import { parseArgs } from 'node:util'
import { readKey } from '../src/config.ts'
import { runAlertDays } from './alerts/run-alert-days.ts'
import { selectGameDays } from './game-days/index.ts'
import { runAll } from './run-all.ts'
import { watch } from './watch.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    rate: { type: 'string', default: '40' },
    list: { type: 'boolean', default: false },
    url: { type: 'string' },
  },
})
const perSecond = numberOf('rate', values.rate)
const seconds = values.seconds === undefined ? undefined : numberOf('seconds', values.seconds)

if (positionals[0] === 'watch') {
  await watch({ perSecond, seconds: seconds ?? 60, url: values.url, key: readKey() })
} else if (positionals[0] === 'alerts') {
  process.exitCode = (await runAlertDays(positionals.slice(1), perSecond)) ? 0 : 1
} else {
  const days = selectGameDays(positionals)
  if (values.list) for (const { name, fault } of days) console.log(`${name.padEnd(28)} ${fault}`)
  else process.exitCode = (await runAll(days, { perSecond, seconds })) ? 0 : 1
}

function numberOf(name: string, text: string): number {
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new Error(`--${name} must be a number above 0, got ${text}`)
}
