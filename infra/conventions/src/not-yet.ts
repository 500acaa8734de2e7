/** TEMPORARY: folders with lines of more than 120 columns. Delete a line when its folder passes. */
export const columnsNotYet = [
  'packages/database',
  'packages/learning',
  'packages/predictors',
  'packages/queues',
  'packages/read-model',
  'packages/resilience',
  'packages/testing',
  'services/gateway',
  'services/maintenance',
  'services/prediction',
  'services/search',
  'services/suggestion',
  'services/worker',
]

/** TEMPORARY: workspaces without a README. Delete a line when it has one. */
export const readmeNotYet = [
  'packages/database',
  'packages/learning',
  'packages/queues',
  'services/maintenance',
  'services/prediction',
  'services/suggestion',
  'services/worker',
]
