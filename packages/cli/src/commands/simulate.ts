import type { Simulation, SimulationRequest } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { asTenant } from './admin.ts'
import { parseJson } from './arguments.ts'
import { percentWithInterval, renderTable } from './output.ts'

/** Adds `inkling simulate`, which tells a tenant what another ranking of its suggestions would have done. */
export function addSimulateCommand(program: Command, context: Context): void {
  program
    .command('simulate')
    .description(
      'estimate what other weights, boosts or diversity would have done (needs the key of a tenant, --api-key)',
    )
    .option('--scenario <name>', 'the placement')
    .addOption(new Option('--weights <json>', 'such as {"trend": 2}').argParser(parseJson))
    .addOption(
      new Option('--boost <json>', 'such as [{"filter": "kind = \\"lamp\\"", "factor": 2}]').argParser(parseJson),
    )
    .option('--diversity <share>', 'how much the items of a list differ, from 0 to 1', Number)
    .option('--days <days>', 'how far back to look (default: 7)', Number)
    .action(async (body: SimulationRequest, command: Command) => {
      const { client, show } = asTenant(command, context)
      const simulation = await client.simulate({ body })
      show(simulation, () => render(simulation))
    })
}

function render({ answers, people, estimate, warnings }: Simulation): string {
  const of = `${answers} answers to ${people} people were ranked again.`
  const notes = warnings.map((warning) => `${warning}.`)
  if (!estimate) return [of, ...notes].join('\n')
  const { logged, simulated, effect } = estimate
  const rows = Object.entries({ 'as it was': logged, simulated, effect }).map(([name, one]) => [
    name,
    percentWithInterval(one.value, one),
  ])
  return [of, renderTable(['ranking', 'clicks per shown item'], rows), ...notes].join('\n')
}
