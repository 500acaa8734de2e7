import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { AuditEntry } from '@inkling/contracts'
import type { Command } from 'commander'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { administer } from './admin.ts'
import { integerBetween } from './arguments.ts'
import { renderTable } from './output.ts'

interface ListFlags {
  readonly action?: string
  readonly key?: string
  readonly tenant?: string
  readonly since?: string
  readonly until?: string
}

/** Adds `inkling audit …`, which lists what people and programs did, and checks that nobody changed the list. */
export function addAuditCommands(program: Command, context: Context): void {
  const audit = program.command('audit').description('what people and programs did (needs a key with ops:read)')
  audit
    .command('list')
    .description('list it, newest first')
    .option('--action <action>', 'such as "key revoked"')
    .option('--key <id>', 'of the key that did it')
    .option('--tenant <id>', 'that did it, or to which it was done')
    .option('--since <time>', 'the earliest time, such as 2026-11-30T12:00:00Z')
    .option('--until <time>', 'the time before which it was done')
    .action(async ({ key, tenant, ...given }: ListFlags, command: Command) => {
      const { client, show } = administer(command, context)
      const query = { ...given, ...(key && { keyId: key }), ...(tenant && { tenantId: tenant }) }
      const { data } = await client.listAuditLog({ query })
      show(data, () => renderEntries(data))
    })
  addExport(audit, context)
  audit
    .command('verify')
    .description('name every entry that was changed, removed, inserted or moved; exits with 1 if there is one')
    .option('--seal <number:code>', 'a seal from the log of maintenance, the line "audit log sealed"')
    .action(async ({ seal }: { readonly seal?: string }, command: Command) => {
      const { client, show } = administer(command, context)
      const kept = seal === undefined ? undefined : readSeal(seal)
      let rows = 0
      const faults: { readonly number: number; readonly kind: string }[] = []
      for (let after = 0, hasMore = true; hasMore; ) {
        const body = { after, ...(after === 0 && kept && { seal: kept }) }
        const check = await client.verifyAuditLog({ body })
        rows += check.rows
        faults.push(...check.faults)
        hasMore = check.hasMore
        after = check.checkedTo
      }
      show({ rows, faults }, () => renderCheck(rows, faults))
      if (faults.length > 0) process.exitCode = 1
    })
}

interface ExportFlags {
  readonly after: number
  readonly out?: string
}

function addExport(audit: Command, context: Context): void {
  audit
    .command('export')
    .description('print it for a SIEM, oldest first: a line of JSON per entry, by the Elastic Common Schema')
    .option('--after <number>', 'only entries after this event.sequence', integerBetween(0, Number.MAX_SAFE_INTEGER), 0)
    .option('--out <file>', 'add the lines to a file instead')
    .action(async ({ after: first, out }: ExportFlags, command: Command) => {
      const { client } = administer(command, context)
      const file = out === undefined ? undefined : resolve(context.config.directory, out)
      for (let after = first, hasMore = true; hasMore; ) {
        const part = await client.exportAuditLog({ query: { after, limit: 1_000 } })
        if (file !== undefined) await appendFile(file, part.lines)
        else if (part.lines !== '') context.print(part.lines.trimEnd())
        after = part.after
        hasMore = part.hasMore
        if (!hasMore) context.stderr.write(`Next time: --after ${after}\n`)
      }
    })
}

function readSeal(text: string) {
  const [, number, code] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? []
  if (number !== undefined && code !== undefined) return { number: Number(number), code }
  throw new CliError(`--seal must be the number and the code of a seal, such as 12:0f3a…, got ${text}`)
}

function renderEntries(entries: readonly AuditEntry[]): string {
  if (entries.length === 0) return 'No entry matches.'
  const rows = entries.map(({ number, at, tenantId, keyId, action, details, address }) => [
    ...[String(number), at, tenantId, keyId, address, action, JSON.stringify(details)],
  ])
  return renderTable(['number', 'at', 'tenant', 'key', 'from', 'action', 'details'], rows)
}

function renderCheck(rows: number, faults: readonly { readonly number: number; readonly kind: string }[]): string {
  if (faults.length === 0) return `The audit log is as it was written: ${rows} entries.`
  return renderTable(
    ['number', 'what is wrong'],
    faults.map(({ number, kind }) => [String(number), kind]),
  )
}
