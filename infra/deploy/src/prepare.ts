/**
 * Prepares the database of an installation: the newest schema, logins of the services, and the operator. A deployment
 * runs it before the new version of the services; it changes nothing that is as it shall be.
 */
import { bootstrapOperator, grantLogins, migrate } from '@inkling/local'
import { readConfig } from './config.ts'

const config = readConfig()
await migrate(config.OWNER_DATABASE_URL)
await grantLogins(config.OWNER_DATABASE_URL, {
  gateway: config.GATEWAY_PASSWORD,
  prediction: config.PREDICTION_PASSWORD,
  suggestion: config.SUGGESTION_PASSWORD,
  search: config.SEARCH_PASSWORD,
  maintenance: config.MAINTENANCE_PASSWORD,
  worker: config.WORKER_PASSWORD,
})
await bootstrapOperator(config.OWNER_DATABASE_URL, config.OPERATOR_KEY)
console.log('The database is ready.')
