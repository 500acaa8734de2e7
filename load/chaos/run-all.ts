import type { GameDay } from './game-day.ts'
import { gameDays } from './game-days/index.ts'
import { judge } from './judge.ts'
import { failedResult, keepResults, type Result, resultOf } from './results.ts'
import { type Observed, runGameDay } from './run-game-day.ts'
import { type Stage, setStage } from './stage.ts'
import { writeReport } from './write-report.ts'

interface Options {
  readonly perSecond: number
  readonly seconds: number | undefined
}

const usualSeconds = 10

/** A fault that is shorter than its game day needs shows nothing. */
const secondsOf = ({ seconds: own }: GameDay, { seconds: asked }: Options): number =>
  Math.max(own ?? 0, asked ?? own ?? usualSeconds)

/** Runs game days one after the other, and writes down each. Returns whether all hold. */
export async function runAll(days: readonly GameDay[], options: Options): Promise<boolean> {
  let allHold = true
  let shared: Stage | undefined
  for (const day of days) {
    const isOwn = day.env !== undefined || day.isDirect === true || day.hasReplica === true
    let stage = isOwn ? undefined : shared
    const result = await attempt(day, async () => {
      stage ??= await setStage(options.perSecond, day)
      return runGameDay(day, stage, secondsOf(day, options))
    })
    write(result)
    allHold &&= result.verdict === 'holds'
    // A stack that did not recover would spoil the next game day.
    const isWorn = isOwn || result.recoverySeconds === null
    if (isWorn) await stage?.stop()
    if (!isOwn) shared = isWorn ? undefined : stage
  }
  await shared?.stop()
  return allHold
}

async function attempt(day: GameDay, run: () => Promise<Observed>): Promise<Result> {
  try {
    const observed = await run()
    return resultOf(day, observed, judge(day, observed))
  } catch (error) {
    return failedResult(day, `It did not run to its end: ${error instanceof Error ? error.message : error}`)
  }
}

function write(result: Result): void {
  const names = gameDays.map(({ name }) => name)
  writeReport(keepResults(result, names))
  announce(result)
}

function announce({ name, verdict, reason, findings }: Result): void {
  console.log(`${name}: ${verdict}${reason ? ` (${reason})` : ''}`)
  for (const { what, holds, seen } of findings) console.log(`  ${holds ? 'holds' : 'FAILS'}  ${what}: ${seen}`)
}
