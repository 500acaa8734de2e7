import { setTimeout as delay } from 'node:timers/promises'
import { becomesSteady } from '../../src/mix/becomes-steady.ts'
import { printHead, printRow } from '../../src/table.ts'
import type { Finding } from '../game-day.ts'
import { setStage } from '../stage.ts'
import { type AlertDay, alertDays } from './alert-days.ts'
import { AlertWatch } from './alert-watch.ts'

/** Long enough for a critical alert, which must show within 60 s. */
const shortestSeconds = 75
/** A warning that is a mean over five minutes needs some of them. */
const patience: Readonly<Record<string, number>> = { PostgresSlow: 180 }
const steadyWithinSeconds = 60

/** Makes each fault on a stack of its own, and compares the alerts that an engineer sees. Returns whether all hold. */
export async function runAlertDays(names: readonly string[], perSecond: number): Promise<boolean> {
  const days = alertDays.filter(({ day }) => names.length === 0 || names.includes(day.name))
  printHead(['fault', 'the right alert', 'the cause first', 'pages'])
  let allHold = true
  for (const day of days) {
    const findings = await run(day, perSecond)
    allHold &&= findings.every(({ holds }) => holds)
    printRow([day.day.name, ...findings.map(({ holds, seen }) => (holds ? seen : `**fails**: ${seen}`))])
  }
  return allHold
}

async function run({ day, alert }: AlertDay, perSecond: number): Promise<readonly Finding[]> {
  const stage = await setStage(perSecond, day)
  try {
    await becomesSteady(stage.traffic, performance.now(), steadyWithinSeconds)
    const watch = new AlertWatch(stage)
    const begun = await day.begin(stage)
    await delay((patience[alert] ?? shortestSeconds) * 1_000)
    const findings = watch.judge(alert)
    await begun.end()
    return findings
  } finally {
    await stage.stop()
  }
}
