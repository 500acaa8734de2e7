import { type Static, Type } from 'typebox'
import { Text, Time } from './text.ts'

/** From the mildest to the strongest. */
export const securityActions = ['observe', 'slow', 'limit', 'block'] as const
export type SecurityAction = (typeof securityActions)[number]

/** What is found in requests; `rule` and `network` are those that people wrote, `manual` is a block by hand. */
const securityKinds = [
  ...(['stuffing', 'leakedKey', 'scraping', 'pushing', 'injection'] as const),
  ...(['rule', 'network', 'manual'] as const),
]
export type SecurityKind = (typeof securityKinds)[number]

const Action = Type.Enum(securityActions, {
  description:
    'observe: record it only; slow: answer late; limit: answer 429; block: answer 403. Of several, the strongest holds',
})
const Glob = (description: string, example: string) =>
  Type.String({
    format: 'storable-text',
    minLength: 1,
    maxLength: 200,
    description: `${description}. \`*\` stands for any text; case does not matter`,
    examples: [example],
  })
const Until = Type.Optional(Time('When it ends; without it, it holds until it is deleted'))

export const SecurityId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
  description: 'The id, which you choose: 1 to 64 lower-case letters, digits and hyphens',
  examples: ['no-old-clients'],
})

export const SecurityRuleBody = Type.Object(
  {
    description: Type.Optional(Text(200, 'What the rule is for')),
    methods: Type.Optional(
      Type.Array(Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const), {
        minItems: 1,
        uniqueItems: true,
        description: 'The methods of requests that it fits',
      }),
    ),
    path: Type.Optional(Glob('The whole path, without the query', '/api/v1/items/*')),
    header: Type.Optional(
      Type.Object(
        {
          name: Type.String({
            pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$",
            description: 'The name of a header, which the request must have',
            examples: ['user-agent'],
          }),
          value: Type.Optional(Glob('Its whole value', '*python-requests*')),
        },
        { additionalProperties: false, description: 'A header of requests that it fits' },
      ),
    ),
    minBodyBytes: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'The least `Content-Length`' }),
    ),
    pattern: Type.Optional(Glob('A text in the decoded path or query, of whose first 8,192 characters', '*../*')),
    bodyPattern: Type.Optional(Glob('A text in the first 8,192 bytes of the body', '*<script*')),
    action: Action,
    dryRun: Type.Boolean({
      description: 'Whether it only counts what it would have done; begin with true, and look at the security events',
    }),
    expiresAt: Until,
  },
  { additionalProperties: false, description: 'What a request must be for the action; all that is given must fit' },
)
export type SecurityRuleBody = Static<typeof SecurityRuleBody>

export const SecurityRule = Type.Object(
  {
    id: SecurityId,
    ...SecurityRuleBody.properties,
    matches: Type.Integer({ minimum: 0, description: 'How many requests it fitted within the last 24 hours' }),
    updatedAt: Time('When it was last stored'),
  },
  { description: 'The rule' },
)
export type SecurityRule = Static<typeof SecurityRule>

export const SecurityNetworkBody = Type.Object(
  {
    network: Type.String({
      pattern: '^[0-9A-Fa-f.:]{2,45}(/\\d{1,3})?$',
      description: 'An IPv4 or IPv6 address, or a network of them (CIDR)',
      examples: ['203.0.113.0/24'],
    }),
    action: Type.Enum(['allow', 'deny'] as const, {
      description: 'allow: its requests are never held up for security; deny: all are answered with 403. Allow wins',
    }),
    note: Type.Optional(Text(200, 'Whose it is, or why')),
    expiresAt: Until,
  },
  { additionalProperties: false, description: 'A network, and what becomes of its requests' },
)
export type SecurityNetworkBody = Static<typeof SecurityNetworkBody>

export const SecurityNetwork = Type.Object(
  { id: SecurityId, ...SecurityNetworkBody.properties, createdAt: Time('When it was first stored') },
  { description: 'The network' },
)
export type SecurityNetwork = Static<typeof SecurityNetwork>

export const SecuritySource = Type.String({
  pattern: '^(address:[0-9A-Fa-f.:]{2,45}|key:[0-9a-z]{1,64})$',
  description: 'Who is blocked: `address:` with an IP address, or `key:` with the id of a key',
  examples: ['address:203.0.113.9'],
})

export const SecurityBlockBody = Type.Object(
  {
    source: SecuritySource,
    seconds: Type.Integer({ minimum: 1, maximum: 31_536_000, description: 'How long, in seconds' }),
    reason: Text(200, 'Why; it is kept in the audit log'),
  },
  { additionalProperties: false },
)
export type SecurityBlockBody = Static<typeof SecurityBlockBody>

export const SecurityBlock = Type.Object(
  {
    source: Type.String({ description: 'Of IPv6 the first 64 bits, because one customer has all of them' }),
    kind: Type.Enum(securityKinds),
    reason: Type.String(),
    expiresAt: Time('When it ends'),
  },
  { description: 'A source whose requests are refused' },
)
export type SecurityBlock = Static<typeof SecurityBlock>

export const SecurityEventsQuery = Type.Object(
  {
    source: Type.Optional(Text(300, 'Only of this source, such as `address:203.0.113.9`')),
    kind: Type.Optional(Type.Enum(securityKinds, { description: 'Only incidents with this kind' })),
    since: Type.Optional(Time('The earliest time; the default is 24 hours ago')),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'The most incidents to return' }),
    ),
  },
  { additionalProperties: false },
)

const SecurityEvent = Type.Object({
  minute: Time('The minute in which it happened'),
  kind: Type.Enum(securityKinds),
  action: Action,
  rule: Type.Union([Type.String(), Type.Null()], { description: 'The id of the rule or network' }),
  dryRun: Type.Boolean({ description: 'That nothing was done, because the rule is a dry run' }),
  count: Type.Integer({ minimum: 1, description: 'How often' }),
  score: Type.Number({ minimum: 0, description: 'The highest score; it halves with time' }),
  reason: Type.String({ description: 'What was found' }),
})

export const SecurityIncident = Type.Object({
  id: Type.String({ description: 'The same as long as the incident is kept' }),
  source: Type.String({ description: 'Who it was: an address, a key or a tenant' }),
  tenantId: Type.Union([Type.String(), Type.Null()], { description: 'Whose key was used, if one was' }),
  kinds: Type.Array(Type.Enum(securityKinds)),
  action: Action,
  startedAt: Time('When it began'),
  lastAt: Time('When it was last seen'),
  count: Type.Integer({ minimum: 1, description: 'How many findings and refusals it has' }),
  score: Type.Number({ minimum: 0 }),
  reasons: Type.Array(Type.String(), { description: 'What was found, each once' }),
  events: Type.Array(SecurityEvent, { description: 'Its newest 20, by minute' }),
})
export type SecurityIncident = Static<typeof SecurityIncident>

export const SecurityEvents = Type.Object(
  { data: Type.Array(SecurityIncident, { description: 'The one that was seen last comes first' }) },
  { description: 'The incidents' },
)
