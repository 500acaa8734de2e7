import { Command } from 'commander'
import { addAlertsCommand } from './commands/alerts.ts'
import { addArchiveCommands } from './commands/archive.ts'
import { addAuditCommands } from './commands/audit.ts'
import { addBackupCommands } from './commands/backup.ts'
import { addDatabaseCommand } from './commands/database.ts'
import { addDeadLetterCommands } from './commands/dead-letters.ts'
import { addErrorsCommand } from './commands/errors.ts'
import { addEvaluateCommand } from './commands/evaluate.ts'
import { addExperimentCommands } from './commands/experiments.ts'
import { addExportCommand } from './commands/export.ts'
import { addHygieneCommands } from './commands/hygiene.ts'
import { addImportCommand } from './commands/import.ts'
import { addKeysCommands } from './commands/keys.ts'
import { addLeagueCommands } from './commands/league.ts'
import { addLogsCommand } from './commands/logs.ts'
import { addProfileCommand } from './commands/profile.ts'
import { addRestoreCommand } from './commands/restore.ts'
import { addRunCommand } from './commands/run.ts'
import { addScheduleCommands } from './commands/schedules.ts'
import { addSimulateCommand } from './commands/simulate.ts'
import { addTenantCommands } from './commands/tenants.ts'
import { addTracesCommand } from './commands/traces.ts'
import { addUserCommands } from './commands/users.ts'
import type { Context } from './context.ts'

/** The `inkling` command with all its subcommands. */
export function createProgram(context: Context): Command {
  const program = new Command('inkling')
    .description('administer Inkling, import data and evaluate predictions')
    .option('--url <url>', 'address of the gateway (default: INKLING_URL, else the local stack)')
    .option('--admin-key <key>', 'key with the scope admin (default: INKLING_ADMIN_KEY, else that of the local stack)')
    .option('--api-key <key>', 'key of a tenant (default: INKLING_API_KEY)')
    .option('--json', 'print results as JSON')
    .showHelpAfterError('(run inkling --help for help)')
  addTenantCommands(program, context)
  addKeysCommands(program, context)
  addTracesCommand(program, context)
  addLogsCommand(program, context)
  addErrorsCommand(program, context)
  addDeadLetterCommands(program, context)
  addRunCommand(program, context)
  addScheduleCommands(program, context)
  addAlertsCommand(program, context)
  addDatabaseCommand(program, context)
  addProfileCommand(program, context)
  addArchiveCommands(program, context)
  addAuditCommands(program, context)
  addUserCommands(program, context)
  addBackupCommands(program, context)
  addRestoreCommand(program, context)
  addHygieneCommands(program, context)
  addExportCommand(program, context)
  addImportCommand(program, context)
  addExperimentCommands(program, context)
  addLeagueCommands(program, context)
  addSimulateCommand(program, context)
  addEvaluateCommand(program, context)
  return program
}
