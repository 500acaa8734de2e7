import type { League, LeagueQuery, LeagueRules } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { asTenant } from './admin.ts'
import { parseJson } from './arguments.ts'
import { percentWithInterval, renderTable } from './output.ts'

/** Adds `inkling league …`, with which a tenant has rankings challenge the one of a placement, or of predictions. */
export function addLeagueCommands(program: Command, context: Context): void {
  const league = program
    .command('league')
    .description(
      'have rankings challenge that of a placement, or of predictions (needs the key of a tenant, --api-key)',
    )
  const placement = (name: string, description: string) =>
    league
      .command(name)
      .description(description)
      .option('--scenario <name>', 'the placement')
      .addOption(new Option('--of <what>', 'what is ranked').choices(['suggestions', 'predictions']))
  placement('show', 'show the table: who serves, who challenges, and by how much each leads').action(
    async (query: LeagueQuery, command: Command) => {
      const { client, show } = asTenant(command, context)
      const table = await client.getLeague({ query })
      show(table, () => renderTable(...tableOf(table)))
    },
  )
  placement('enter <name>', 'enter a challenger, or replace its rules')
    .addOption(
      new Option('--rules <json>', 'such as {"weights": {"trend": 2}}, of predictions {"components": {"trend": 2}}')
        .argParser(parseJson)
        .makeOptionMandatory(),
    )
    .action(async (name: string, body: LeagueQuery & { rules: LeagueRules }, command: Command) => {
      const { client, show } = asTenant(command, context)
      const table = await client.putChallenger({ params: { name }, body })
      show(table, () => renderTable(...tableOf(table)))
    })
  placement('delete <name>', 'delete a challenger').action(
    async (name: string, query: LeagueQuery, command: Command) => {
      const { client, show } = asTenant(command, context)
      await client.deleteChallenger({ params: { name }, query })
      show({ name }, () => `${name} is deleted`)
    },
  )
}

const tableOf = ({ data }: League): [string[], string[][]] => [
  ['ranking', 'phase', 'cases', 'lead'],
  data.map(({ name, phase, events, lead, benchedBecause }) => [
    name,
    benchedBecause ? `${phase} (${benchedBecause})` : phase,
    String(events),
    events > 0 ? percentWithInterval(lead.mean, lead) : '',
  ]),
]
