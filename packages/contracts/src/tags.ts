import type { Call } from './call.ts'

/** The groups of calls in the documentation, in its order: by the first part of a path. */
export const tags: Readonly<Record<string, { readonly paths: readonly string[]; readonly description: string }>> = {
  Events: {
    paths: ['events', 'feedback', 'vitals'],
    description: 'Tell Inkling what users did, what became of its answers, and how pages felt.',
  },
  Items: { paths: ['items'], description: 'The things that users open: pages, products, songs.' },
  Predictions: {
    paths: ['predictions'],
    description: 'What a user will probably open next, and rules to load it early.',
  },
  Suggestions: {
    paths: ['suggestions', 'scenarios', 'experiments', 'simulations'],
    description:
      'Items that go with what the user is looking at, the placements that show them, and experiments on them.',
  },
  Search: { paths: ['search'], description: 'Items by words and by meaning, and how a tenant is searched.' },
  Learning: {
    paths: ['learning', 'receipts'],
    description: 'How good the answers are, why one was given, and what was learned.',
  },
  Streams: { paths: ['stream'], description: 'What changes, pushed as it changes.' },
  Maintenance: {
    paths: ['maintenance', 'operations'],
    description: 'Runs that rebuild models and indexes, and their state.',
  },
  Users: { paths: ['users'], description: 'What a user may ask for: a copy of their data, and to be forgotten.' },
  Keys: {
    paths: ['api-keys', 'token-issuers', 'pseudonym-key'],
    description: 'The API keys of your own tenant, who issues tokens for it, and pseudonyms of its users.',
  },
  Usage: { paths: ['usage'], description: 'What a tenant used, and what its plan allows.' },
  'Audit log': { paths: ['audit-log'], description: 'Who did what to a tenant, when and from where.' },
  Security: {
    paths: ['security'],
    description:
      'For engineers on call: what gateways found in requests, the rules that they follow, and what they block.',
  },
  Performance: {
    paths: ['performance'],
    description:
      'For engineers on call, with a key of the scopes `ops:read` and `ops:write`: load, circuits, caches and service levels.',
  },
  Administration: {
    paths: ['tenants', 'plans'],
    description: 'For the operator, with a key of the scope `admin`: tenants, their keys and their plans.',
  },
}

/** The group of a call. A path of no group is a group of its own. */
export function tagOf({ path }: Pick<Call, 'path'>): string {
  const [, first = ''] = path.split('/')
  return Object.keys(tags).find((name) => tags[name]?.paths.includes(first)) ?? first
}
