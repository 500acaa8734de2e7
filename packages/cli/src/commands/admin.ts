import { createClient, type InklingClient } from '@inkling/client'
import type { Command } from 'commander'
import { type ConnectionFlags, requireAdminKey, resolveConnection } from '../connection.ts'
import type { Context } from '../context.ts'

/** The flags that every command takes. */
export interface GlobalFlags extends ConnectionFlags {
  readonly json?: boolean
}

/**
 * A client with the admin key, `show`, which prints `value` as JSON with `--json` and else `text`, and the `url` of the
 * gateway.
 */
export function administer(command: Command, { config, print }: Context) {
  const flags = command.optsWithGlobals<GlobalFlags>()
  const connection = resolveConnection(flags, config)
  const client: InklingClient = createClient({ url: connection.url, apiKey: requireAdminKey(connection) })
  const show = (value: unknown, text: () => string) => print(flags.json ? JSON.stringify(value, null, 2) : text())
  return { client, show, url: connection.url }
}
