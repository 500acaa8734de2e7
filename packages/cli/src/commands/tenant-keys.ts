import type { InklingClient } from '@inkling/client'
import type { ApiKey, NewApiKey, Scope } from '@inkling/contracts'
import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { administer } from './admin.ts'
import { integerBetween, parseExpiry, parseScopes } from './arguments.ts'
import { renderFacts, renderTable } from './output.ts'

const maxOverlapSeconds = 604_800

/** Adds `inkling tenants keys`, `create-key`, `rotate-key` and `revoke-key`. */
export function addKeyCommands(tenants: Command, context: Context): void {
  addList(tenants, context)
  addCreate(tenants, context)
  addRotate(tenants, context)
  addRevoke(tenants, context)
}

/** Describes a new key with its secret, which cannot be read again. */
export const renderSecret = ({ id, scopes, expiresAt, key }: NewApiKey) =>
  `${renderFacts({ 'key id': id, scopes: scopes.join(','), expires: expiresAt ?? 'never', key })}

Store the key now: Inkling keeps only its hash, so it cannot be shown again.`

function addList(tenants: Command, context: Context): void {
  tenants
    .command('keys <id>')
    .description('list the keys of a tenant')
    .action(async (id: string, _flags: object, command: Command) => {
      const { client, show } = administer(command, context)
      const { data } = await client.listKeys({ params: { id } })
      const rows = () =>
        data.map((key) => [key.id, key.name, key.createdAt, key.expiresAt ?? 'never', key.scopes.join(',')])
      show(data, () => renderTable(['key id', 'name', 'created', 'expires', 'scopes'], rows()))
    })
}

interface CreateFlags {
  readonly name?: string
  readonly scopes?: Scope[]
  readonly expires?: number
}

function addCreate(tenants: Command, context: Context): void {
  tenants
    .command('create-key <id>')
    .description('create a key for a tenant')
    .option('--name <name>', 'what people call the key')
    .option('--scopes <scopes>', 'what the key may do, such as events:write,items:write', parseScopes)
    .option('--expires <when>', 'when the key expires: an RFC 3339 time, or a duration such as 12h or 30d', (text) =>
      parseExpiry(text, context.now()),
    )
    .action(async (id: string, { name, scopes, expires }: CreateFlags, command: Command) => {
      const { client, show } = administer(command, context)
      const expiresAt = expires === undefined ? undefined : new Date(expires).toISOString()
      const body = { ...(name && { name }), ...(scopes && { scopes }), ...(expiresAt && { expiresAt }) }
      const key = await client.createKey({ params: { id }, body })
      show(key, () => renderSecret(key))
    })
}

function addRotate(tenants: Command, context: Context): void {
  tenants
    .command('rotate-key <id>')
    .description('replace a key by a new one; the old key works until the overlap ends')
    .option('--key <keyId>', 'the key to replace, if the tenant has several')
    .option('--overlap <seconds>', 'for how many seconds the old key still works', integerBetween(0, maxOverlapSeconds))
    .action(async (id: string, { key: asked, overlap }: { key?: string; overlap?: number }, command: Command) => {
      const { client, show } = administer(command, context)
      const keyId = asked ?? (await onlyKey(client, id, context.now()))
      const body = overlap === undefined ? {} : { overlapSeconds: overlap }
      const key = await client.rotateKey({ params: { id, keyId }, body })
      show(key, () => `${renderSecret(key)}\nIt replaces ${keyId}.`)
    })
}

function addRevoke(tenants: Command, context: Context): void {
  tenants
    .command('revoke-key <id> <keyId>')
    .description('revoke a key')
    .action(async (id: string, keyId: string, _flags: object, command: Command) => {
      const { client, show } = administer(command, context)
      await client.revokeKey({ params: { id, keyId } })
      show({ id: keyId, revoked: true }, () => `${keyId} is revoked`)
    })
}

/** The id of the tenant's only valid key. @throws CliError if it has none or several. */
async function onlyKey(client: InklingClient, id: string, nowMs: number): Promise<string> {
  const { data } = await client.listKeys({ params: { id } })
  const live = data.filter(({ expiresAt }: ApiKey) => expiresAt === null || Date.parse(expiresAt) > nowMs)
  const [only, ...others] = live
  if (!only) throw new CliError(`${id} has no valid key to rotate. Create one: inkling tenants create-key ${id}`)
  if (others.length > 0)
    throw new CliError(`${id} has several keys. Choose one with --key: ${live.map((key) => key.id).join(', ')}`)
  return only.id
}
