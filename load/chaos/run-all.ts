import type { GameDay } from './game-day.ts'
import { gameDays } from './game-days/index.ts'
import { judge } from './judge.ts'
import { emptyResult, keepResults, type Result, resultOf } from './results.ts'
import { runGameDay } from './run-game-day.ts'
import { type Stage, setStage } from './stage.ts'
import { writeReport } from './write-report.ts'

interface Options {
  readonly perSecond: number
  readonly seconds: number | undefined
}

const usualSeconds = 10

/** Runs game days one after the other. Returns whether all hold. */
export async function runAll(days: readonly GameDay[], options: Options): Promise<boolean> {
  const results: Result[] = []
  let shared: Stage | undefined
  for (const day of days) {
    if (day.skipped) {
      results.push(emptyResult(day, 'skipped', day.skipped))
      continue
    }
    const isOwn = day.env !== undefined || day.isDirect === true
    const stage = await (isOwn ? setStage(options.perSecond, day) : (shared ?? setStage(options.perSecond)))
    const result = await run(day, stage, options.seconds ?? day.seconds ?? usualSeconds)
    results.push(result)
    announce(result)
    writeReport(
      keepResults(
        [result],
        gameDays.map(({ name }) => name),
      ),
    )
    // A stack that did not recover would spoil the next game day.
    const isWorn = isOwn || result.recoverySeconds === null
    if (isWorn) await stage.stop()
    if (!isOwn) shared = isWorn ? undefined : stage
  }
  await shared?.stop()
  writeReport(
    keepResults(
      results,
      gameDays.map(({ name }) => name),
    ),
  )
  return results.every(({ verdict }) => verdict !== 'fails')
}

async function run(day: GameDay, stage: Stage, seconds: number): Promise<Result> {
  try {
    const observed = await runGameDay(day, stage, seconds)
    return resultOf(day, observed, judge(day, observed))
  } catch (error) {
    return emptyResult(day, 'fails', `It did not run to its end: ${error instanceof Error ? error.message : error}`)
  }
}

function announce({ name, verdict, reason, findings }: Result): void {
  console.log(`${name}: ${verdict}${reason ? ` (${reason})` : ''}`)
  for (const { what, holds, seen } of findings) console.log(`  ${holds ? 'holds' : 'FAILS'}  ${what}: ${seen}`)
}
