import { type Role, roleNames } from '@inkling/contracts'
import { Argument, type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { asTenant } from './admin.ts'
import { integerBetween } from './arguments.ts'
import {
  addOrigin,
  type CreateFlags,
  keyBody,
  keyIn,
  maxOverlapSeconds,
  renderKeys,
  renderNewKey,
  renderSecret,
  withKeyOptions,
} from './tenant-keys.ts'

/** Adds `inkling keys …`, with which a tenant manages its own keys. */
export function addKeysCommands(program: Command, context: Context): void {
  const keys = program.command('keys').description('list, create, rotate and revoke the keys of your own tenant')
  addList(keys, context)
  addCreate(keys, context)
  addAllowOrigin(keys, context)
  addRotate(keys, context)
  addRevoke(keys, context)
}

function addList(keys: Command, context: Context): void {
  keys
    .command('list')
    .description('list the keys with their last use and their end')
    .action(async (_flags: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      const { data } = await client.listOwnKeys()
      show(data, () => renderKeys(data))
    })
}

function addCreate(keys: Command, context: Context): void {
  withKeyOptions(keys.command('create'), context)
    .description('create a key with no more scopes than the one that you use')
    .option('--no-expiry', 'the key never ends; without this and --expires it ends in 90 days')
    .addOption(new Option('--role <role>', 'what the key is for, instead of --scopes').choices(roleNames))
    .action(async ({ expiry, role, ...flags }: CreateFlags & { expiry: boolean; role?: Role }, command: Command) => {
      const { client, show, url } = asTenant(command, context)
      const body = { ...(!expiry && { expiresAt: null }), ...(role && { role }), ...keyBody(flags) }
      const key = await client.createOwnKey({ body })
      show(key, () => renderNewKey(key, 'inkling keys allow-origin', url))
    })
}

function addAllowOrigin(keys: Command, context: Context): void {
  keys
    .command('allow-origin <keyId>')
    .description('let pages of these origins call with a key, such as https://shop.example')
    .addArgument(new Argument('<origins...>', 'their origins').argParser(addOrigin))
    .option('--replace', 'only these origins from now on; without it they are added')
    .action(async (keyId: string, origins: string[], { replace }: { replace?: true }, command: Command) => {
      const { client, show } = asTenant(command, context)
      const former = replace ? [] : keyIn((await client.listOwnKeys()).data, 'The tenant', keyId).allowedOrigins
      const body = { allowedOrigins: [...new Set([...former, ...origins])] }
      const key = await client.patchOwnKey({ params: { id: keyId }, body })
      show(key, () => `Pages of these origins may call with ${keyId}: ${key.allowedOrigins.join(', ')}`)
    })
}

function addRotate(keys: Command, context: Context): void {
  keys
    .command('rotate <keyId>')
    .description('replace a key by a new one; the old key works until the overlap ends')
    .option('--overlap <seconds>', 'for how many seconds the old key still works', integerBetween(0, maxOverlapSeconds))
    .action(async (keyId: string, { overlap }: { overlap?: number }, command: Command) => {
      const { client, show } = asTenant(command, context)
      const body = overlap === undefined ? {} : { overlapSeconds: overlap }
      const key = await client.rotateOwnKey({ params: { id: keyId }, body })
      show(key, () => `${renderSecret(key)}\nIt replaces ${keyId}.`)
    })
}

function addRevoke(keys: Command, context: Context): void {
  keys
    .command('revoke <keyId>')
    .description('revoke a key')
    .action(async (keyId: string, _flags: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      await client.revokeOwnKey({ params: { id: keyId } })
      show({ id: keyId, revoked: true }, () => `${keyId} is revoked`)
    })
}
