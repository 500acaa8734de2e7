import { createClient, type InklingClient } from '@inkling/client'
import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { type Connection, type ConnectionFlags, requireAdminKey, resolveConnection } from '../connection.ts'
import type { Context } from '../context.ts'

/** The flags that every command takes. */
export interface GlobalFlags extends ConnectionFlags {
  readonly json?: boolean
}

/** As {@link connect}, with the admin key. */
export const administer = (command: Command, context: Context) => connect(command, context, requireAdminKey)

/** As {@link connect}, with the key of a tenant. */
export const asTenant = (command: Command, context: Context) => connect(command, context, requireTenantKey)

function requireTenantKey({ apiKey }: Connection): string {
  if (apiKey !== undefined) return apiKey
  throw new CliError('Give the key of the tenant with --api-key or INKLING_API_KEY.')
}

/**
 * A client with the key that `keyOf` chooses, `show`, which prints `value` as JSON with `--json` and else `text`, and
 * the `url` of the gateway.
 */
export function connect(command: Command, { config, print }: Context, keyOf: (connection: Connection) => string) {
  const flags = command.optsWithGlobals<GlobalFlags>()
  const connection = resolveConnection(flags, config)
  const client: InklingClient = createClient({ url: connection.url, apiKey: keyOf(connection) })
  const show = (value: unknown, text: () => string) => print(flags.json ? JSON.stringify(value, null, 2) : text())
  return { client, show, url: connection.url }
}
