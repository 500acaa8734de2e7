import type { RestoreRules } from '../replace-tenant/restore-rules.ts'

/** The tables of this schema that hold rows of tenants. */
export const learningTables = [
  'learning.feedback',
  'learning.receipts',
  'learning.metrics',
  'learning.weights',
  'learning.states',
  'learning.answers',
  'learning.answer_signals',
  'learning.daily_metrics',
  'learning.daily_answers',
  'learning.daily_answer_signals',
  'learning.waiting_feedback',
  'learning.item_outcomes',
  'learning.ranker_versions',
  'learning.rankers',
  'learning.scenarios',
  'learning.experiment_units',
  'learning.experiments',
  'learning.leagues',
  'learning.challengers',
  'learning.homes',
  'learning.robot_sessions',
] as const

/** Triggers add up the days when the hours are inserted. */
export const learningRestores: RestoreRules = {
  'learning.daily_metrics': 'rebuild',
  'learning.daily_answers': 'rebuild',
  'learning.daily_answer_signals': 'rebuild',
  // The next training marks again.
  'learning.robot_sessions': 'leave',
  // A home that has not heard of the restore is fenced.
  'learning.homes': 'rebuild',
}
