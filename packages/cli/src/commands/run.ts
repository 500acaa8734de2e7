import type { RunRequest } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { asTenant } from './admin.ts'
import { parseJson } from './arguments.ts'
import { renderEnded, untilEnded } from './until-ended.ts'

/** Adds `inkling run`, which starts a run of any kind and waits for its end. */
export function addRunCommand(program: Command, context: Context): void {
  program
    .command('run <kind>')
    .description('start a run and wait for its end: train, refit, reindex … (needs the key of a tenant, --api-key)')
    .addOption(new Option('--options <json>', 'of the kind, such as {"force": true}').argParser(parseJson))
    .action(async (kind: string, { options }: Pick<RunRequest, 'options'>, command: Command) => {
      const { client, show } = asTenant(command, context)
      const body = { kind: kind as RunRequest['kind'], ...(options && { options }) }
      const ended = await untilEnded(client, await client.createRun({ body }), context)
      show(ended, () => renderEnded(ended))
    })
}
