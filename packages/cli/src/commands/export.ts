import { resolve } from 'node:path'
import { type InklingClient, InklingClientError } from '@inkling/client'
import type { Operation } from '@inkling/contracts'
import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { countOf } from '../transfer/count-of.ts'
import { DownloadedExport } from '../transfer/downloaded-export.ts'
import { administer } from './admin.ts'
import { untilEnded } from './until-ended.ts'

interface ExportFlags {
  readonly tenant: string
  readonly out?: string
}

/** Adds `inkling export`. */
export function addExportCommand(program: Command, context: Context): void {
  program
    .command('export')
    .description('write all that is stored of a tenant, but its keys, to a file of NDJSON that inkling import reads')
    .requiredOption('--tenant <id>', 'the tenant')
    .option('--out <file>', 'the file; one that was begun is finished (default: ID.ndjson)')
    .action(async ({ tenant, out = `${tenant}.ndjson` }: ExportFlags, command: Command) => {
      const { client, show } = administer(command, context)
      const path = resolve(context.config.directory, out)
      const rows = await download(client, tenant, path, context)
      show({ tenant, file: path, rows }, () => renderRows(`${path} holds the tenant ${tenant}`, rows))
    })
}

type Rows = Readonly<Record<string, number>>

export const renderRows = (what: string, rows: Rows): string =>
  `${what}: ${countOf(rows, 'items')} items (deleted ones included), ${countOf(rows, 'events')} events.`

/** An export that was begun more than a week ago is gone. */
async function beginOrGoOn(client: InklingClient, tenant: string, exportId: string | undefined): Promise<Operation> {
  const begun = exportId && client.getOperation({ params: { id: exportId } }).catch(orGone)
  return (await begun) || client.exportTenant({ params: { id: tenant } })
}

function orGone(error: unknown): undefined {
  if (!(error instanceof InklingClientError && error.problem.code === 'not_found')) throw error
}

async function download(client: InklingClient, tenant: string, path: string, context: Context): Promise<Rows> {
  const file = await DownloadedExport.open(path, tenant)
  try {
    const operation = await beginOrGoOn(client, tenant, file.exportId)
    const { id } = operation
    await file.begin(id)
    context.stderr.write(`Operation ${id}: ${file.parts > 0 ? `going on after part ${file.parts}` : 'exporting'}.\n`)
    const { state, error, result } = await untilEnded(client, operation, context)
    if (state !== 'succeeded') {
      await file.forget()
      throw new CliError(`The export ${state} (operation ${id}): ${error}`)
    }
    const { parts, rows } = result as { readonly parts: number; readonly rows: Rows }
    while (file.parts < parts) {
      context.signal.throwIfAborted()
      const params = { id: tenant, exportId: id, part: String(file.parts) }
      await file.append((await client.getExportPart({ params })).lines)
    }
    await file.finish()
    return rows
  } finally {
    await file.close()
  }
}
