import { evaluateSuggestions } from '@inkling/learning/simulation'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { finish } from '../evaluate/finish.ts'
import { renderSuggestionsEvaluation } from '../evaluate/render-suggestions-evaluation.ts'
import type { GlobalFlags } from './admin.ts'
import { integerBetween, rate } from './arguments.ts'

interface SuggestionsFlags extends GlobalFlags {
  readonly feedbacks: number
  readonly feedbacksAfterFlip: number
  readonly limit: number
  readonly swapRate: number
  readonly explorationRate: number
  readonly biasAnswers: number
  readonly seeds: number
}

const feedbacksMax = 1_000_000
const feedbacks = integerBetween(250, feedbacksMax)

/** Adds `inkling evaluate suggestions`, which plays simulated users back against the learners that serve. */
export function addEvaluateSuggestionsCommand(evaluate: Command, context: Context): void {
  evaluate
    .command('suggestions')
    .description('measure how suggestions learn, on simulated users with known preferences')
    .option('--feedbacks <count>', 'clicks and dismissals before the preferences flip', feedbacks, 2_000)
    .option('--feedbacks-after-flip <count>', 'clicks and dismissals after it', feedbacks, 3_000)
    .option('--limit <count>', 'items per answer', integerBetween(2, 20), 10)
    .option('--swap-rate <share>', 'share of the answers whose neighbours are swapped by coins', rate, 0.1)
    .option('--exploration-rate <share>', 'share of the answers that explore an item', rate, 0.05)
    .option(
      '--bias-answers <count>',
      'answers to estimate the position bias from',
      integerBetween(1, 10_000_000),
      200_000,
    )
    .option('--seeds <count>', 'runs; the report shows medians over them', integerBetween(1, 100), 5)
    .action(async (_flags: object, command: Command) => {
      const { json, ...flags } = command.optsWithGlobals<SuggestionsFlags>()
      const report = await finish(evaluateSuggestions(flags), context.signal)
      context.print(json ? JSON.stringify(report, null, 2) : renderSuggestionsEvaluation(report))
    })
}
