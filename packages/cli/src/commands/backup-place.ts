import { join, resolve } from 'node:path'
import { CliError } from '../cli-error.ts'
import { findUpwards } from '../connection.ts'
import type { Context } from '../context.ts'

/** The folder with `settings.json`: the given one, else that of the local stack. @throws CliError if there is none */
export function placeOf(folder: string | undefined, { config }: Context): string {
  if (folder !== undefined) return resolve(config.directory, folder)
  const found = findUpwards(config, join('.inkling', 'backup'))
  if (found !== undefined) return found
  throw new CliError('There is no folder .inkling/backup here or above. Give --folder.')
}
