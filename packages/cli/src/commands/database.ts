import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { renderAdvice } from '../database/render-advice.ts'
import { renderReport } from '../database/render-report.ts'
import { administer } from './admin.ts'

/** Adds `inkling database …`, which shows what Postgres counts and does, and advises on its indexes. */
export function addDatabaseCommand(program: Command, context: Context): void {
  const database = program
    .command('database')
    .description('show what Postgres does: locks, transactions, slow statements, tables, indexes (needs ops:read)')
    .action(async (_: object, command: Command) => {
      const { client, show } = administer(command, context)
      const report = await client.getDatabaseStats()
      show(report, () => renderReport(report))
    })
  database
    .command('advise')
    .description('list indexes to create, each proved by the planner, and to drop (needs ops:read)')
    .action(async (_: object, command: Command) => {
      const { client, show } = administer(command, context)
      const advice = await client.listIndexAdvice()
      show(advice, () => renderAdvice(advice))
    })
  database
    .command('apply <advice>')
    .description('create or drop an index as advised, beside all writes; what does not pay is undone (needs ops:write)')
    .action(async (id: string, _: object, command: Command) => {
      const { client, show } = administer(command, context)
      const advice = await client.applyIndexAdvice({ params: { id } })
      show(advice, () => `${advice.index} of ${advice.table} is ${advice.state}. Follow it: inkling database advise`)
    })
}
