import { resolve } from 'node:path'
import { type EvaluateOptions, evaluateNextItem, type UsageEvent } from '@inkling/predictors'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import { finish } from '../evaluate/finish.ts'
import { readUsage } from '../evaluate/read-usage.ts'
import { renderEvaluation } from '../evaluate/render-evaluation.ts'
import { splitByTime } from '../evaluate/split-by-time.ts'
import type { GlobalFlags } from './admin.ts'
import { integerBetween } from './arguments.ts'
import { addEvaluateSearchCommand } from './evaluate-search.ts'

interface EvaluateFlags extends GlobalFlags {
  readonly train?: string
  readonly test?: string
  readonly valid?: string
  readonly frozen?: boolean
  readonly budget: number
}

const testShare = 0.2
const maxBudgetSeconds = 3600

/** `inkling evaluate`: how well the next item would have been predicted, or a collection searched, measured by the code that serves. */
export function addEvaluateCommand(program: Command, context: Context): void {
  const evaluate = program
    .command('evaluate')
    .description(
      'measure predictions on a log of events (inkling evaluate events.csv, or evaluate next-item) or search (evaluate search)',
    )
  addOptions(evaluate.command('log <events>', { isDefault: true }))
    .description('split a log by time, learn from the older four fifths, predict the rest')
    .action(async (file: string, _flags: object, command: Command) => {
      const flags = command.optsWithGlobals<EvaluateFlags>()
      const { train, later } = splitByTime(await read(file, context), testShare)
      await run({ train, test: later }, flags, context)
    })
  addOptions(evaluate.command('next-item'))
    .description('learn from one file, predict another')
    .requiredOption('--train <file>', 'CSV with session_id, user_id, item_id, timestamp')
    .requiredOption('--test <file>', 'the same, of later sessions')
    .option('--valid <file>', 'leave-one-out: history beside train; test then holds the last item of each user')
    .action(async (_flags: object, command: Command) => {
      const flags = command.optsWithGlobals<EvaluateFlags>()
      const [train, test] = [await read(flags.train ?? '', context), await read(flags.test ?? '', context)]
      const validation = flags.valid === undefined ? {} : { validation: await read(flags.valid, context) }
      await run({ train, test, ...validation }, flags, context)
    })
  addEvaluateSearchCommand(evaluate, context)
}

function addOptions(command: Command): Command {
  return command
    .option('--frozen', 'learn nothing while testing, as papers do')
    .option('--budget <seconds>', 'for tuning, of computing time', integerBetween(0, maxBudgetSeconds), 20)
}

async function read(file: string, { config, stderr }: Context): Promise<UsageEvent[]> {
  const { events, skipped } = await readUsage(resolve(config.directory, file))
  if (skipped > 0) stderr.write(`${file}: ${skipped} lines were skipped\n`)
  return events
}

type Data = Pick<EvaluateOptions, 'train' | 'test' | 'validation'>

async function run(data: Data, flags: EvaluateFlags, context: Context): Promise<void> {
  if (data.validation && !flags.frozen)
    throw new InvalidArgumentError('--valid needs --frozen: one item per user is no stream.')
  const steps = evaluateNextItem({
    ...data,
    isFrozen: flags.frozen === true,
    tuneBudgetMs: flags.budget * 1000,
    tuneClock: cpuMs,
    clock: () => performance.now(),
  })
  const report = await finish(steps, context.signal)
  context.print(flags.json ? JSON.stringify(report, null, 2) : renderEvaluation(report))
}

/** Of this process, so that other work on the machine does not shorten tuning. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
