import { Command } from 'commander'
import { addEvaluateCommand } from './commands/evaluate.ts'
import { addImportCommand } from './commands/import.ts'
import { addTenantCommands } from './commands/tenants.ts'
import type { Context } from './context.ts'

/** The `inkling` command with everything it can do. */
export function createProgram(context: Context): Command {
  const program = new Command('inkling')
    .description('administer Inkling and load data into it')
    .option('--url <url>', 'where the gateway is (INKLING_URL; else the local stack)')
    .option('--admin-key <key>', 'key with the scope admin (INKLING_ADMIN_KEY)')
    .option('--api-key <key>', "a tenant's key (INKLING_API_KEY)")
    .option('--json', 'results as JSON')
    .showHelpAfterError('(inkling --help tells more)')
  addTenantCommands(program, context)
  addImportCommand(program, context)
  addEvaluateCommand(program, context)
  return program
}
