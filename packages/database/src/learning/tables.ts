/** The tables of this schema that hold rows of tenants. */
export const learningTables = [
  'learning.feedback',
  'learning.receipts',
  'learning.metrics',
  'learning.weights',
  'learning.states',
] as const
