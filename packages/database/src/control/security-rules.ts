import type { SecurityNetwork, SecurityNetworkBody, SecurityRule, SecurityRuleBody } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'

type Platform = Pick<Database, 'platform'>

const mostRules = 100
const mostNetworks = 1_000

type StoredRule = Omit<SecurityRule, 'matches'>

interface NetworkRow {
  readonly id: string
  readonly network: string
  readonly action: 'allow' | 'deny'
  readonly note: string
  readonly expires_at: Date | null
  readonly created_at: Date
}

const toNetwork = ({ note, expires_at, created_at, ...row }: NetworkRow): SecurityNetwork => ({
  ...row,
  ...(note !== '' && { note }),
  ...(expires_at && { expiresAt: expires_at.toISOString() }),
  createdAt: created_at.toISOString(),
})

interface RuleRow {
  readonly id: string
  readonly rule: SecurityRuleBody
  readonly updated_at: Date
}

const toRule = ({ id, rule, updated_at }: RuleRow): StoredRule => ({ id, ...rule, updatedAt: updated_at.toISOString() })

export const listSecurityRules = (database: Platform, deadline: Deadline): Promise<StoredRule[]> =>
  database.platform({ name: 'list security rules', deadline }, async (sql) => {
    const rows = await sql<RuleRow[]>`select id, rule, updated_at from control.security_rules order by id`
    return rows.map(toRule)
  })

/** Stores a rule, in place of one of the same id. @throws InklingError conflict if there are 100 others */
export const putSecurityRule = (
  database: Platform,
  id: string,
  rule: SecurityRuleBody,
  deadline: Deadline,
): Promise<StoredRule> =>
  database.platform({ name: 'put security rule', deadline }, async (sql) => {
    const [row] = await sql<RuleRow[]>`
      insert into control.security_rules (id, rule) values (${id}, ${sql.json(rule as never)})
      on conflict (id) do update set rule = excluded.rule, updated_at = now()
      returning id, rule, updated_at`
    const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
      select count(*)::int from control.security_rules`
    if (!row || count > mostRules)
      throw new InklingError('conflict', `There are ${mostRules} rules; delete one that is not used`)
    return toRule(row)
  })

/** @throws InklingError not_found */
export const deleteSecurityRule = (database: Platform, id: string, deadline: Deadline): Promise<void> =>
  database.platform({ name: 'delete security rule', deadline }, async (sql) => {
    const { count } = await sql`delete from control.security_rules where id = ${id}`
    if (count === 0) throw new InklingError('not_found', `There is no rule ${id}`)
  })

/** Those that have not ended. */
export const listSecurityNetworks = (database: Platform, deadline: Deadline): Promise<SecurityNetwork[]> =>
  database.platform({ name: 'list security networks', deadline }, async (sql) => {
    const rows = await sql<NetworkRow[]>`
      select id, network, action, note, expires_at, created_at from control.security_networks
      where expires_at is null or expires_at > now() order by id`
    return rows.map(toNetwork)
  })

/** Stores a network, in place of one of the same id; deletes those that have ended. @throws InklingError conflict */
export const putSecurityNetwork = (
  database: Platform,
  id: string,
  { network, action, note = '', expiresAt }: SecurityNetworkBody,
  deadline: Deadline,
): Promise<SecurityNetwork> =>
  database.platform({ name: 'put security network', deadline }, async (sql) => {
    await sql`delete from control.security_networks where expires_at <= now()`
    const [row] = await sql<NetworkRow[]>`
      insert into control.security_networks (id, network, action, note, expires_at)
      values (${id}, ${network}, ${action}, ${note}, ${expiresAt ?? null})
      on conflict (id) do update set network = excluded.network, action = excluded.action, note = excluded.note,
        expires_at = excluded.expires_at
      returning id, network, action, note, expires_at, created_at`
    const [{ count } = { count: 0 }] = await sql<{ count: number }[]>`
      select count(*)::int from control.security_networks`
    if (!row || count > mostNetworks)
      throw new InklingError('conflict', `There are ${mostNetworks} networks; delete one that is not used`)
    return toNetwork(row)
  })

/** @throws InklingError not_found */
export const deleteSecurityNetwork = (database: Platform, id: string, deadline: Deadline): Promise<void> =>
  database.platform({ name: 'delete security network', deadline }, async (sql) => {
    const { count } = await sql`delete from control.security_networks where id = ${id}`
    if (count === 0) throw new InklingError('not_found', `There is no network ${id}`)
  })
