import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { renderReport } from '../database/render-report.ts'
import { administer } from './admin.ts'

/** Adds `inkling database`, which shows what Postgres counts and what it does now. */
export function addDatabaseCommand(program: Command, context: Context): void {
  program
    .command('database')
    .description('show what Postgres does: locks, transactions, slow statements, tables, indexes (needs ops:read)')
    .action(async (_: object, command: Command) => {
      const { client, show } = administer(command, context)
      const report = await client.getDatabaseStats()
      show(report, () => renderReport(report))
    })
}
