import type { NewSchedule, Schedule } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { asTenant } from './admin.ts'
import { parseJson } from './arguments.ts'
import { renderTable } from './output.ts'

interface CreateFlags {
  readonly timeZone?: string
  readonly misfirePolicy?: Schedule['misfirePolicy']
  readonly options?: NonNullable<NewSchedule['options']>
}

/** Adds `inkling schedules …`, with which a tenant has runs submitted again and again. */
export function addScheduleCommands(program: Command, context: Context): void {
  const schedules = program
    .command('schedules')
    .description('have runs submitted again and again (needs the key of a tenant, --api-key)')
  schedules
    .command('list')
    .description('list the schedules of the tenant')
    .action(async (_: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      const { data } = await client.listSchedules({ query: { limit: 200 } })
      show(data, () => renderList(data))
    })
  addCreate(schedules, context)
  const change = (name: string, description: string, state: Schedule['state']) =>
    schedules
      .command(`${name} <schedule>`)
      .description(description)
      .action(async (id: string, _: object, command: Command) => {
        const { client, show } = asTenant(command, context)
        const schedule = await client.setScheduleState({ params: { id }, body: { state } })
        show(schedule, () => renderList([schedule]))
      })
  change('pause', 'submit nothing until it is resumed', 'paused')
  change('resume', 'go on with the next occurrence', 'active')
  schedules
    .command('delete <schedule>')
    .description('submit nothing any more; runs that were submitted stay')
    .action(async (id: string, _: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      await client.deleteSchedule({ params: { id } })
      show({ id }, () => `${id} is deleted`)
    })
}

function addCreate(schedules: Command, context: Context): void {
  schedules
    .command('create <kind> <cron>')
    .description('submit runs of a kind by a cron of five fields, such as "30 4 * * 1-5"')
    .option('--time-zone <name>', 'of the cron, such as Europe/Berlin (default: UTC)')
    .addOption(
      new Option('--misfire-policy <policy>', 'for what is missed: one run for all, or none').choices([
        ...['fireOnce', 'skip'],
      ]),
    )
    .addOption(new Option('--options <json>', 'of the runs, such as {"tuneSeconds": 60}').argParser(parseJson))
    .action(async (kind: string, cron: string, flags: CreateFlags, command: Command) => {
      const { client, show } = asTenant(command, context)
      const schedule = await client.createSchedule({ body: { kind: kind as NewSchedule['kind'], cron, ...flags } })
      show(schedule, () => renderList([schedule]))
    })
}

function renderList(schedules: readonly Schedule[]): string {
  if (schedules.length === 0) return 'The tenant has no schedule.'
  const rows = schedules.map(({ id, kind, cron, timeZone, state, nextAt, lastAt, lastRunId, lastError }) => [
    ...[id, kind, cron, timeZone, state, nextAt ?? '', lastAt ?? '', lastRunId ?? lastError ?? ''],
  ])
  return renderTable(['schedule', 'kind', 'cron', 'time zone', 'state', 'next', 'last', 'run or error'], rows)
}
