/** The tables of this schema that hold rows of tenants. */
export const learningTables = [
  'learning.feedback',
  'learning.receipts',
  'learning.metrics',
  'learning.weights',
  'learning.states',
  'learning.answers',
  'learning.answer_signals',
  'learning.waiting_feedback',
  'learning.item_outcomes',
  'learning.ranker_versions',
  'learning.rankers',
  'learning.scenarios',
  'learning.experiment_units',
  'learning.experiments',
  'learning.leagues',
  'learning.challengers',
] as const
