import type { InklingClient } from '@inkling/client'
import { type ApiKey, isPublishable, type NewApiKey, type Scope } from '@inkling/contracts'
import { Argument, type Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { administer } from './admin.ts'
import { integerBetween, parseExpiry, parseOrigin, parseOrigins, parseScopes } from './arguments.ts'
import { renderFacts, renderTable } from './output.ts'

export const maxOverlapSeconds = 604_800

/** Adds `inkling tenants keys`, `create-key`, `allow-origin`, `rotate-key` and `revoke-key`. */
export function addKeyCommands(tenants: Command, context: Context): void {
  addList(tenants, context)
  addCreate(tenants, context)
  addAllowOrigin(tenants, context)
  addRotate(tenants, context)
  addRevoke(tenants, context)
}

/** Describes a new key with its secret, which cannot be read again. */
export const renderSecret = ({ id, scopes, expiresAt, key }: NewApiKey) =>
  `${renderFacts({ 'key id': id, scopes: scopes.join(','), expires: expiresAt ?? 'never', key })}

Store the key now: Inkling keeps only its hash, so it cannot be shown again.`

/** Lists keys, and says of each when it was last used and whether it ends soon. */
export function renderKeys(keys: readonly ApiKey[]): string {
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.createdAt,
    key.expiresAt ?? 'never',
    key.expiresSoon ? 'yes' : '-',
    key.lastUsedAt ?? 'never',
    key.allowedOrigins.join(',') || '-',
    key.scopes.join(','),
  ])
  const head = ['key id', 'name', 'created', 'expires', 'ends soon', 'last used', 'allowed origins', 'scopes']
  return renderTable(head, rows)
}

/** Describes a new key, and how a page uses it if it may stand in one. */
export function renderNewKey(key: NewApiKey, allowCommand: string, url: string): string {
  const secret = renderSecret(key)
  if (!isPublishable(key.scopes)) return secret
  const tag = `<script src="${new URL('/inkling.js', url)}" data-key="${key.key}" async></script>`
  const allow = `${allowCommand} ${key.id} https://shop.example`
  return key.allowedOrigins.length > 0
    ? `${secret}\n\nPut this tag into the pages of ${key.allowedOrigins.join(' and ')}:\n\n  ${tag}`
    : `${secret}\n\nNo page may use it yet. Allow the origin of your pages: ${allow}\nThen add the tag: ${tag}`
}

function addList(tenants: Command, context: Context): void {
  tenants
    .command('keys <id>')
    .description('list the keys of a tenant')
    .action(async (id: string, _flags: object, command: Command) => {
      const { client, show } = administer(command, context)
      const { data } = await client.listKeys({ params: { id } })
      show(data, () => renderKeys(data))
    })
}

export interface CreateFlags {
  readonly name?: string
  readonly scopes?: Scope[]
  readonly expires?: number
  readonly allowOrigin?: string[]
}

/** The options with which a key is created. */
export const withKeyOptions = (command: Command, context: Context): Command =>
  command
    .option('--name <name>', 'what people call the key')
    .option('--scopes <scopes>', 'what the key may do, such as events:write,items:write', parseScopes)
    .option(
      '--allow-origin <origins>',
      'the origins whose pages may call with the key, such as https://shop.example',
      parseOrigins,
    )
    .option('--expires <when>', 'when the key expires: an RFC 3339 time, or a duration such as 12h or 30d', (text) =>
      parseExpiry(text, context.now()),
    )

/** The body that asks for a key with these options. */
export const keyBody = ({ name, scopes, allowOrigin, expires }: CreateFlags) => ({
  ...(name && { name }),
  ...(scopes && { scopes }),
  ...(allowOrigin && { allowedOrigins: allowOrigin }),
  ...(expires !== undefined && { expiresAt: new Date(expires).toISOString() }),
})

function addCreate(tenants: Command, context: Context): void {
  withKeyOptions(tenants.command('create-key <id>'), context)
    .description('create a key for a tenant')
    .action(async (id: string, flags: CreateFlags, command: Command) => {
      const { client, show, url } = administer(command, context)
      const key = await client.createKey({ params: { id }, body: keyBody(flags) })
      show(key, () => renderNewKey(key, `inkling tenants allow-origin ${id}`, url))
    })
}

function addAllowOrigin(tenants: Command, context: Context): void {
  tenants
    .command('allow-origin <id> <keyId>')
    .description('let pages of these origins call with a key, such as https://shop.example')
    .addArgument(new Argument('<origins...>', 'their origins').argParser(addOrigin))
    .option('--replace', 'only these origins from now on; without it they are added')
    .action(async (id: string, keyId: string, origins: string[], { replace }: { replace?: true }, command: Command) => {
      const { client, show } = administer(command, context)
      const former = replace ? [] : await originsOf(client, id, keyId)
      const body = { allowedOrigins: [...new Set([...former, ...origins])] }
      const key = await client.patchKey({ params: { id, keyId }, body })
      show(key, () => `Pages of these origins may call with ${keyId}: ${key.allowedOrigins.join(', ')}`)
    })
}

export const addOrigin = (text: string, before: string[] = []) => [...before, parseOrigin(text)]

async function originsOf(client: InklingClient, id: string, keyId: string): Promise<readonly string[]> {
  const { data } = await client.listKeys({ params: { id } })
  return keyIn(data, id, keyId).allowedOrigins
}

/** @throws CliError that lists the keys there are, if none has the id */
export function keyIn(keys: readonly ApiKey[], owner: string, keyId: string): ApiKey {
  const key = keys.find((one) => one.id === keyId)
  if (key) return key
  throw new CliError(`${owner} has no key ${keyId}. Its keys are ${keys.map((one) => one.id).join(', ') || 'none'}.`)
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
