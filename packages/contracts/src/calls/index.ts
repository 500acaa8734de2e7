import * as alerts from './alerts.ts'
import * as apiKeys from './api-keys.ts'
import * as archives from './archives.ts'
import * as audit from './audit.ts'
import * as backups from './backups.ts'
import * as changes from './changes.ts'
import * as deadLetters from './dead-letters.ts'
import * as errors from './errors.ts'
import * as events from './events.ts'
import * as experiments from './experiments.ts'
import * as indexAdvice from './index-advice.ts'
import * as internal from './internal.ts'
import * as items from './items.ts'
import * as league from './league.ts'
import * as learning from './learning.ts'
import * as maintenance from './maintenance.ts'
import * as performance from './performance.ts'
import * as plans from './plans.ts'
import * as predictions from './predictions.ts'
import * as pseudonymKeys from './pseudonym-keys.ts'
import * as queues from './queues.ts'
import * as receipts from './receipts.ts'
import * as robots from './robots.ts'
import * as scenarios from './scenarios.ts'
import * as schedules from './schedules.ts'
import * as search from './search.ts'
import * as security from './security.ts'
import * as simulations from './simulations.ts'
import * as suggestions from './suggestions.ts'
import * as tenants from './tenants.ts'
import * as tokenIssuers from './token-issuers.ts'
import * as traces from './traces.ts'
import * as transfers from './transfers.ts'
import * as usage from './usage.ts'
import * as users from './users.ts'
import * as vitals from './vitals.ts'

/** Every call of the API by its id, those between services too. */
export const calls = {
  ...items,
  ...events,
  ...predictions,
  ...suggestions,
  ...scenarios,
  ...experiments,
  ...simulations,
  ...receipts,
  ...learning,
  ...league,
  ...search,
  ...maintenance,
  ...queues,
  ...schedules,
  ...changes,
  ...deadLetters,
  ...tenants,
  ...plans,
  ...apiKeys,
  ...tokenIssuers,
  ...pseudonymKeys,
  ...robots,
  ...security,
  ...performance,
  ...indexAdvice,
  ...alerts,
  ...traces,
  ...errors,
  ...archives,
  ...audit,
  ...backups,
  ...transfers,
  ...usage,
  ...users,
  ...vitals,
  ...internal,
}
