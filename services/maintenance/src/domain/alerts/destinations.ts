import { type Static, Type } from 'typebox'

const severities = ['critical', 'warning', 'info'] as const

const Destination = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        pattern: '^[\\w-]{1,64}$',
        description: 'How logs and deliveries call it; unless given, its kind',
      }),
    ),
    kind: Type.Enum(['webhook', 'slack', 'pagerduty', 'alertmanager']),
    url: Type.String({ pattern: '^https?://', description: 'Where messages are posted to' }),
    secret: Type.Optional(
      Type.String({ minLength: 1, description: 'Webhook: the signing key; PagerDuty: routing key' }),
    ),
    severities: Type.Optional(
      Type.Array(Type.Enum(severities), { description: 'Alerts of which severities; default: critical and warning' }),
    ),
    escalation: Type.Optional(Type.Boolean({ description: 'Gets critical alerts that nobody acknowledged' })),
    digest: Type.Optional(Type.Boolean({ description: 'Gets the weekly digest' })),
    perHour: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'Most messages an hour; default: 20' }),
    ),
    allowPrivate: Type.Optional(Type.Boolean({ description: 'Its host may have a private address' })),
  },
  { additionalProperties: false },
)
export const Destinations = Type.Array(Destination, { maxItems: 20 })

/** Where messages about alerts go. Its URL may be a secret, so logs and errors call it by its name. */
export type Destination = Required<Omit<Static<typeof Destination>, 'secret'>> & { readonly secret?: string }

/** Fills in the defaults. */
export function completeDestination(given: Static<typeof Destination>): Destination {
  const { name = given.kind, escalation = false, digest = false, perHour = 20, allowPrivate = false } = given
  return { severities: ['critical', 'warning'], ...given, name, escalation, digest, perHour, allowPrivate }
}

const takesDigest: readonly string[] = ['webhook', 'slack']
const secretBytes = { least: 24, most: 64 }

/** What is wrong with destinations that the schema admits. */
export function destinationFaults(all: readonly Destination[]): string[] {
  const counts = Map.groupBy(all, ({ name }) => name)
  const faults = all.map((one, index) => {
    if ((counts.get(one.name)?.length ?? 0) > 1) return `/${index}/name: two destinations are called ${one.name}`
    if (one.name === 'log') return `/${index}/name: log is the log of maintenance; choose another name`
    if (one.digest && !takesDigest.includes(one.kind)) return `/${index}/digest: ${one.kind} takes no digest`
    const fault = secretFault(one)
    return fault && `/${index}/secret: ${fault}`
  })
  return faults.filter((fault) => fault !== undefined)
}

/** A signing key is 24 to 64 bytes in Base64, after the Standard Webhooks specification. */
function secretFault({ kind, secret }: Destination): string | undefined {
  if (kind === 'pagerduty') return secret === undefined ? 'PagerDuty needs the routing key of the service' : undefined
  if (kind !== 'webhook') return secret === undefined ? undefined : `${kind} takes no secret`
  const { least, most } = secretBytes
  const [, text = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret ?? '') ?? []
  const bytes = Buffer.from(text, 'base64').length
  if (bytes >= least && bytes <= most) return undefined
  return `a webhook needs whsec_ and ${least} to ${most} bytes in Base64: echo whsec_$(openssl rand -base64 32)`
}
