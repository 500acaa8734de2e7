import type { Experiment, NewExperiment } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { asTenant } from './admin.ts'
import { parseJson } from './arguments.ts'
import { percentWithInterval, renderTable } from './output.ts'

type StartFlags = Omit<NewExperiment, 'name'>

/** Adds `inkling experiments …`, with which a tenant compares two rankings of its suggestions. */
export function addExperimentCommands(program: Command, context: Context): void {
  const experiments = program
    .command('experiments')
    .description('compare two rankings of suggestions on people (needs the key of a tenant, --api-key)')
  experiments
    .command('list')
    .description('list the experiments of the tenant with their results')
    .action(async (_: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      const { data } = await client.listExperiments({ query: { limit: 200 } })
      show(data, () => renderList(data))
    })
  addStart(experiments, context)
  experiments
    .command('show <experiment>')
    .description('show what is known of one')
    .action(async (id: string, _: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      const experiment = await client.getExperiment({ params: { id } })
      show(experiment, () => renderList([experiment]))
    })
  experiments
    .command('stop <experiment>')
    .description('answer everyone as before; the result stays')
    .action(async (id: string, _: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      const experiment = await client.stopExperiment({ params: { id }, body: { state: 'stopped' } })
      show(experiment, () => renderList([experiment]))
    })
  experiments
    .command('delete <experiment>')
    .description('delete one with its result')
    .action(async (id: string, _: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      await client.deleteExperiment({ params: { id } })
      show({ id }, () => `${id} is deleted`)
    })
}

function addStart(experiments: Command, context: Context): void {
  const rules = (flags: string, of: string) =>
    new Option(flags, `rules of the ${of}, such as {"weights": {"trend": 2}}`).argParser(parseJson)
  experiments
    .command('start <name>')
    .description('start one; it stops by itself')
    .addOption(new Option('--design <design>', 'how people are compared').choices(['ab', 'interleaving']).default('ab'))
    .addOption(rules('--treatment <json>', 'treatment').makeOptionMandatory())
    .addOption(rules('--control <json>', 'control (default: as the placement is)'))
    .option('--scenario <name>', 'the placement')
    .option('--share <share>', 'of people who get the treatment', Number)
    .option('--days <days>', 'after so many it stops', Number)
    .option('--outcome-seconds <seconds>', 'for which clicks count after the first answer', Number)
    .action(async (name: string, flags: StartFlags, command: Command) => {
      const { client, show } = asTenant(command, context)
      const experiment = await client.createExperiment({ body: { name, ...flags } })
      show(experiment, () => renderList([experiment]))
    })
}

function renderList(experiments: readonly Experiment[]): string {
  if (experiments.length === 0) return 'The tenant has no experiment.'
  const rows = experiments.map(({ id, name, scenario = '', design, state, reason, winner, result }) => {
    const { units, difference } = result
    const effect = units > 0 ? percentWithInterval(difference.value, difference) : ''
    return [id, name, scenario, design, reason ?? state, String(units), effect, winner ?? '']
  })
  return renderTable(['experiment', 'name', 'scenario', 'design', 'state', 'people', 'effect', 'winner'], rows)
}
