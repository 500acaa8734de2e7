import { join, resolve } from 'node:path'
import { futureToleranceMs, maxEventsPerRequest } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import { CliError } from '../cli-error.ts'
import { type Connection, resolveConnection } from '../connection.ts'
import type { Context } from '../context.ts'
import { type Access, openAccess } from '../import/access.ts'
import { Checkpoint } from '../import/checkpoint.ts'
import { type DryRun, dryRun, renderDryRun } from '../import/dry-run.ts'
import { type Content, contents, type FormatOptions } from '../import/formats/format.ts'
import { type Plan, planImport } from '../import/plan-import.ts'
import { showProgress } from '../import/progress.ts'
import { type Report, renderReport, toReport } from '../import/report.ts'
import { openSource } from '../import/source.ts'
import { isExport } from '../transfer/export-file.ts'
import type { GlobalFlags } from './admin.ts'
import { integerBetween } from './arguments.ts'
import { columnMapping, nameList } from './import-arguments.ts'
import { importTenantFile } from './import-tenant.ts'

interface ImportFlags extends GlobalFlags {
  readonly tenant?: string
  readonly format?: Content
  readonly type: string
  readonly batch: number
  readonly concurrency: number
  readonly fresh?: boolean
  readonly dryRun?: boolean
  readonly encoding?: string
  readonly columns?: FormatOptions['columns']
  readonly header?: readonly string[]
  readonly pageParams?: readonly string[]
}

const maxConcurrency = 32

/** Adds `inkling import FILE…`, which sends events, items and web server logs through the public API. */
export function addImportCommand(program: Command, context: Context): void {
  program
    .command('import <files...>')
    .description('import events or items (CSV, TSV, JSON) or web server logs, also gzip, zstd or zip; or an export')
    .option('--tenant <id>', 'the tenant to import into')
    .addOption(new Option('--format <format>', 'what the files contain, if Inkling cannot tell').choices(contents))
    .option('--dry-run', 'show how the files are read and what would be skipped, and send nothing')
    .option('--columns <mapping>', 'which column is which, such as item=movieId,user=userId', columnMapping)
    .option('--header <names>', 'the names of all columns, if a CSV has no header', nameList)
    .option('--page-params <names>', 'query parameters that name a page of a log, such as id,page', nameList)
    .option('--encoding <name>', 'the encoding, if it is not UTF-8, such as latin1 or utf-16le')
    .option('--type <type>', 'the type of events without a type', 'view')
    .option('--batch <count>', 'lines per request', integerBetween(1, maxEventsPerRequest), maxEventsPerRequest)
    .option('--concurrency <count>', 'requests at the same time', integerBetween(1, maxConcurrency), 4)
    .option('--fresh', 'start over instead of continuing an earlier run; no event is stored twice either way')
    .action(async (files: string[], _flags: object, command: Command) => {
      const flags = command.optsWithGlobals<ImportFlags>()
      const [file = ''] = files
      const path = resolve(context.config.directory, file)
      if (files.length === 1 && (await isExport(path))) return importTenantFile(path, flags.tenant, command, context)
      const results = flags.dryRun ? await tryFiles(files, flags, context) : await importFiles(files, flags, context)
      const failed = results.filter(({ ok }) => !ok).map(({ file }) => file)
      if (failed.length === 0) return
      const problem = flags.dryRun ? 'The import would fail for' : 'Nothing was imported from'
      throw new CliError(`${problem} ${failed.join(', ')}. The report names the lines and the reasons.`)
    })
}

async function tryFiles(files: readonly string[], flags: ImportFlags, context: Context): Promise<DryRun[]> {
  const results: DryRun[] = []
  for (const plan of await planAll(files, flags, context)) {
    const result = await dryRun(plan, context.signal)
    results.push(result)
    if (!flags.json) context.print(renderDryRun(result))
  }
  if (flags.json) context.print(JSON.stringify({ files: results }, null, 2))
  return results
}

async function importFiles(files: readonly string[], flags: ImportFlags, context: Context): Promise<Report[]> {
  const connection = resolveConnection(flags, context.config)
  const plans = await planAll(files, flags, context)
  const access = await openAccess(connection, { tenant: flags.tenant, apiKey: flags.apiKey, nowMs: context.now() })
  const reports: Report[] = []
  try {
    for (const plan of plans) {
      const report = await importFile(plan, { flags, connection, access, context })
      reports.push(report)
      if (!flags.json) context.print(renderReport(report))
    }
  } finally {
    if (flags.json) context.print(JSON.stringify({ files: reports }, null, 2))
    await access.release().catch(() => {}) // the key expires after a day
  }
  return reports
}

async function planAll(files: readonly string[], flags: ImportFlags, context: Context): Promise<Plan[]> {
  const paths = files.map((file) => resolve(context.config.directory, file))
  const sources = await Promise.all(paths.map((path) => openSource(path, flags.encoding)))
  const latestMs = context.now() + futureToleranceMs
  const { format: content, type, columns, header, pageParams, batch: batchSize } = flags
  const options = { content, type, columns, header, pageParams, batchSize, latestMs }
  return sources.map((source) => planImport(source, options))
}

interface Surroundings {
  readonly flags: ImportFlags
  readonly connection: Connection
  readonly access: Access
  readonly context: Context
}

async function importFile({ source, format, load }: Plan, surroundings: Surroundings): Promise<Report> {
  const { flags, connection, access, context } = surroundings
  const checkpointFile = join(connection.stateDirectory, 'imports', `${source.fileDigest}-${access.tenant}.json`)
  const checkpoint = new Checkpoint(checkpointFile, access.destination, context.now)
  if (flags.fresh) checkpoint.clear()
  const facts = { file: source.name, format, resumedAfterLine: checkpoint.line }
  const startedAtMs = context.now()
  const progress = showProgress(context.stderr, { name: source.name, sizeBytes: source.sizeBytes, now: context.now })
  const run = { concurrency: flags.concurrency, signal: context.signal, checkpoint, progress }
  try {
    const tally = await load(access.client, run).finally(progress.stop)
    return toReport(tally, { ...facts, seconds: (context.now() - startedAtMs) / 1000 })
  } catch (error) {
    context.stderr.write(
      `${source.name} is imported up to line ${checkpoint.line}. Run the same command again to continue there.\n`,
    )
    throw error
  }
}
