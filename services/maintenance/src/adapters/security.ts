import { securityTag } from '@inkling/contracts/api-key'
import {
  countRuleMatches,
  type Database,
  deleteSecurityNetwork,
  deleteSecurityRule,
  listSecurityEvents,
  listSecurityNetworks,
  listSecurityRules,
  putSecurityNetwork,
  putSecurityRule,
} from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import type { Security } from '../routes/security.route.ts'
import type { tellGateways } from './tell-gateways.ts'

const mostEvents = 10_000

/** What gateways follow and find. A change is made known after its commit and before its answer. */
export function createSecurity(database: Database, tell: ReturnType<typeof tellGateways>): Security {
  const told = async <T>(caller: Caller, change: Promise<T>): Promise<T> => {
    const changed = await change
    await tell(securityTag, caller)
    return changed
  }
  return {
    async rules({ deadline }) {
      const [rules, matches] = await Promise.all([
        listSecurityRules(database, deadline),
        countRuleMatches(database, deadline),
      ])
      return rules.map((rule) => ({ ...rule, matches: matches.get(rule.id) ?? 0 }))
    },
    putRule: (caller, id, body) => told(caller, putSecurityRule(database, id, body, caller.deadline)),
    deleteRule: (caller, id) => told(caller, deleteSecurityRule(database, id, caller.deadline)),
    networks: ({ deadline }) => listSecurityNetworks(database, deadline),
    putNetwork: (caller, id, body) => told(caller, putSecurityNetwork(database, id, body, caller.deadline)),
    deleteNetwork: (caller, id) => told(caller, deleteSecurityNetwork(database, id, caller.deadline)),
    events: ({ deadline }, filter) => listSecurityEvents(database, filter, mostEvents, deadline),
  }
}
