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
import { addEvaluateSuggestionsCommand } from './evaluate-suggestions.ts'

interface EvaluateFlags extends GlobalFlags {
  readonly train?: string
  readonly test?: string
  readonly valid?: string
  readonly frozen?: boolean
  readonly budget: number
}

const testShare = 0.2
const maxBudgetSeconds = 3600

/** Adds `inkling evaluate`, which measures predictions, search and suggestions by the code that serves them. */
export function addEvaluateCommand(program: Command, context: Context): void {
  const evaluate = program
    .command('evaluate')
    .description(
      'measure predictions on events (evaluate FILE, evaluate next-item), search on a collection (evaluate search) ' +
        'or the learning of suggestions on simulated users (evaluate suggestions)',
    )
  addOptions(evaluate.command('log <events>', { isDefault: true }))
    .description('learn from the older four fifths of a log and predict the rest')
    .action(async (file: string, _flags: object, command: Command) => {
      const flags = command.optsWithGlobals<EvaluateFlags>()
      const { train, later } = splitByTime(await read(file, context), testShare)
      await run({ train, test: later }, flags, context)
    })
  addOptions(evaluate.command('next-item'))
    .description('learn from one file and predict another')
    .requiredOption('--train <file>', 'CSV with session_id, user_id, item_id, timestamp')
    .requiredOption('--test <file>', 'the same for later sessions')
    .option('--valid <file>', 'leave-one-out: the item before the last of each user; test then holds the last')
    .action(async (_flags: object, command: Command) => {
      const flags = command.optsWithGlobals<EvaluateFlags>()
      const [train, test] = [await read(flags.train ?? '', context), await read(flags.test ?? '', context)]
      const validation = flags.valid === undefined ? {} : { validation: await read(flags.valid, context) }
      await run({ train, test, ...validation }, flags, context)
    })
  addEvaluateSearchCommand(evaluate, context)
  addEvaluateSuggestionsCommand(evaluate, context)
}

function addOptions(command: Command): Command {
  return command
    .option('--frozen', 'do not learn during the test, as in papers')
    .option('--budget <seconds>', 'seconds of CPU time for tuning', integerBetween(0, maxBudgetSeconds), 20)
}

async function read(file: string, { config, stderr }: Context): Promise<UsageEvent[]> {
  const { events, skipped } = await readUsage(resolve(config.directory, file))
  if (skipped > 0) stderr.write(`${file}: ${skipped} lines are no events and were skipped\n`)
  return events
}

type Data = Pick<EvaluateOptions, 'train' | 'test' | 'validation'>

async function run(data: Data, flags: EvaluateFlags, context: Context): Promise<void> {
  if (data.validation && !flags.frozen)
    throw new InvalidArgumentError('--valid needs --frozen, because one item per user is no stream to learn from.')
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

/** CPU time of this process, so that other work on the machine does not shorten tuning. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
