import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import {
  SecurityBlock,
  SecurityBlockBody,
  SecurityEvents,
  SecurityEventsQuery,
  SecurityId,
  SecurityNetwork,
  SecurityNetworkBody,
  SecurityRule,
  SecurityRuleBody,
  SecuritySource,
} from '../schemas/security.ts'

const stored = { service: 'maintenance', priority: 'critical', idempotent: true } as const
const ofGateway = { service: 'gateway', priority: 'critical', idempotent: true } as const
const params = Type.Object({ id: SecurityId })

export const listSecurityEvents = defineCall({
  ...stored,
  id: 'listSecurityEvents',
  method: 'GET',
  path: '/security/events',
  summary: 'List the incidents that the gateways found in requests',
  description: `Returns what was found and done, as incidents: all that one source (an address, a key or a tenant) did
until it was quiet for 30 minutes.

- An event is listed within ten seconds, and kept for 30 days. Of a flood, the sum is listed.
- The newest 10,000 events are looked at.`,
  scope: 'ops:read',
  query: SecurityEventsQuery,
  answers: { 200: SecurityEvents },
})

export const listSecurityRules = defineCall({
  ...stored,
  id: 'listSecurityRules',
  method: 'GET',
  path: '/security/rules',
  summary: 'List the rules for requests',
  description: 'Returns all rules with how many requests each fitted within the last 24 hours, dry runs too.',
  scope: 'ops:read',
  answers: { 200: Type.Object({ data: Type.Array(SecurityRule) }, { description: 'The rules, by their ids' }) },
})

export const putSecurityRule = defineCall({
  ...stored,
  id: 'putSecurityRule',
  method: 'PUT',
  path: '/security/rules/:id',
  summary: 'Create or replace a rule for requests',
  description: `Stores the rule. All gateways follow it within a second.

- A rule holds before keys are checked. It never holds for calls below \`/api/v1/security/\`, so that it can always be
  deleted, nor for probes or allowed networks.
- Patterns are compared in linear time.

The call fails with 422 if the rule has no condition, and with 409 at 100 rules.`,
  scope: 'ops:write',
  params,
  body: SecurityRuleBody,
  answers: { 200: SecurityRule },
})

export const deleteSecurityRule = defineCall({
  ...stored,
  id: 'deleteSecurityRule',
  method: 'DELETE',
  path: '/security/rules/:id',
  summary: 'Delete a rule for requests',
  description: 'No gateway follows it after a second.',
  scope: 'ops:write',
  params,
  answers: { 204: null },
})

export const listSecurityNetworks = defineCall({
  ...stored,
  id: 'listSecurityNetworks',
  method: 'GET',
  path: '/security/networks',
  summary: 'List the networks that are allowed or denied',
  description: 'Returns all that have not ended, by their ids.',
  scope: 'ops:read',
  answers: { 200: Type.Object({ data: Type.Array(SecurityNetwork) }, { description: 'The networks' }) },
})

export const putSecurityNetwork = defineCall({
  ...stored,
  id: 'putSecurityNetwork',
  method: 'PUT',
  path: '/security/networks/:id',
  summary: 'Create or replace a network that is allowed or denied',
  description: `Stores the network. All gateways follow it within a second.

- A denied network may still call what is below \`/api/v1/security/\`, with a key.
- The call fails with 422 if you deny a network that holds your own address or loopback, and with 409 at 1,000
  networks.`,
  scope: 'ops:write',
  params,
  body: SecurityNetworkBody,
  answers: { 200: SecurityNetwork },
})

export const deleteSecurityNetwork = defineCall({
  ...stored,
  id: 'deleteSecurityNetwork',
  method: 'DELETE',
  path: '/security/networks/:id',
  summary: 'Delete a network that is allowed or denied',
  description: 'No gateway follows it after a second.',
  scope: 'ops:write',
  params,
  answers: { 204: null },
})

export const listSecurityBlocks = defineCall({
  ...ofGateway,
  id: 'listSecurityBlocks',
  method: 'GET',
  path: '/security/blocks',
  summary: 'List the addresses and keys that are blocked',
  description: 'Returns the blocks that this gateway knows; gateways share them within a second or two.',
  scope: 'ops:read',
  answers: { 200: Type.Object({ data: Type.Array(SecurityBlock) }, { description: 'The blocks' }) },
})

export const createSecurityBlock = defineCall({
  ...ofGateway,
  id: 'createSecurityBlock',
  method: 'POST',
  path: '/security/blocks',
  summary: 'Create a block of an address or a key',
  description: `All gateways answer its requests with 403 within two seconds, until it ends.

- Blocks are kept in Redis: if that is emptied, they end. To refuse a network for good, deny it; to refuse a key for
  good, revoke it.
- Fails with 422 for loopback and for your own address or key.`,
  scope: 'ops:write',
  body: SecurityBlockBody,
  answers: { 201: SecurityBlock },
})

export const deleteSecurityBlock = defineCall({
  ...ofGateway,
  id: 'deleteSecurityBlock',
  method: 'DELETE',
  path: '/security/blocks/:id',
  summary: 'Delete a block before it ends',
  description: 'All gateways answer its requests again within two seconds. Its score begins at 0.',
  scope: 'ops:write',
  params: Type.Object({ id: SecuritySource }),
  answers: { 204: null },
})
