import { join } from 'node:path'
import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import { resolveConnection } from '../connection.ts'
import type { Context } from '../context.ts'
import { Checkpoint } from '../import/checkpoint.ts'
import { digestOf, partsOf } from '../transfer/export-file.ts'
import { administer, type GlobalFlags } from './admin.ts'
import { renderRows } from './export.ts'
import { untilEnded } from './until-ended.ts'

/**
 * Sends the export of a tenant and replaces what is stored of `tenant` by it. A command that was killed is continued by
 * the next one with the same file.
 */
export async function importTenantFile(
  path: string,
  tenant: string | undefined,
  command: Command,
  context: Context,
): Promise<void> {
  if (tenant === undefined)
    throw new CliError(`${path} is the export of a tenant. Give --tenant: what it has is replaced.`)
  const { client, show, url } = administer(command, context)
  const importId = await digestOf(path)
  const { stateDirectory } = resolveConnection(command.optsWithGlobals<GlobalFlags>(), context.config)
  const checkpoint = new Checkpoint(
    join(stateDirectory, 'imports', `${importId}-${tenant}.parts.json`),
    url,
    context.now,
  )
  if (checkpoint.line > 0) context.stderr.write(`Going on after part ${checkpoint.line}.\n`)
  const parts = await send(path, checkpoint, context.signal, (part, lines) =>
    client.putImportPart({ params: { id: tenant, importId, part: String(part) }, body: { lines } }),
  )
  const operation = await client.importTenant({ params: { id: tenant }, body: { importId, parts } }).finally(() => {
    // A part that is missing after all is sent by the next command.
    checkpoint.clear()
  })
  context.stderr.write(`Operation ${operation.id}: importing.\n`)
  const ended = await untilEnded(client, operation, context)
  if (ended.state !== 'succeeded')
    throw new CliError(`Nothing was imported (operation ${operation.id}, ${ended.state}): ${ended.error}`)
  const { rows } = ended.result as { readonly rows: Readonly<Record<string, number>> }
  show(ended, () => renderRows(`The tenant ${tenant} has the data of ${path} now`, rows))
}

async function send(
  path: string,
  checkpoint: Checkpoint,
  signal: AbortSignal,
  put: (part: number, lines: string) => Promise<unknown>,
): Promise<number> {
  let part = 0
  for await (const lines of partsOf(path)) {
    signal.throwIfAborted()
    if (part >= checkpoint.line) await put(part, lines)
    checkpoint.reached(++part)
  }
  return part
}
