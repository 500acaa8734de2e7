import type { InklingClient } from '@inkling/client'
import type { ItemChange, Operation, RunRequest } from '@inkling/contracts'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { asTenant } from './admin.ts'
import { renderTable } from './output.ts'
import { renderEnded, untilEnded } from './until-ended.ts'

type Work = (client: InklingClient, id: string) => Promise<Operation>

/** Adds `inkling hygiene dedupe|decay|show|apply|undo`. */
export function addHygieneCommands(program: Command, context: Context): void {
  const hygiene = program
    .command('hygiene')
    .description('merge items that say the same, archive unused ones (needs the key of a tenant, --api-key)')
  addDryRuns(hygiene, context)
  hygiene
    .command('show <run>')
    .description('list what a run would change or has changed')
    .action(async (run: string, _: object, command: Command) => {
      const { client, show } = asTenant(command, context)
      const changes = await allChanges(client, run)
      show(changes, () => renderChanges(changes))
    })
  const change = (name: string, description: string, work: Work) =>
    hygiene
      .command(`${name} <run>`)
      .description(description)
      .action(async (run: string, _: object, command: Command) => {
        const { client, show } = asTenant(command, context)
        const ended = await untilEnded(client, await work(client, run), context)
        show(ended, () => renderEnded(ended))
      })
  change('apply', 'make the changes of a run', (client, id) => client.applyChanges({ params: { id } }))
  change('undo', 'take the changes of a run back, within 30 days', (client, id) =>
    client.undoChanges({ params: { id } }),
  )
}

function addDryRuns(hygiene: Command, context: Context): void {
  const run = async (command: Command, body: RunRequest) => {
    const { client, show } = asTenant(command, context)
    const ended = await untilEnded(client, await client.createRun({ body }), context)
    show(
      ended,
      () => `${renderEnded(ended)}\nNothing has changed yet. See inkling hygiene show ${ended.id}, and apply.`,
    )
  }
  hygiene
    .command('dedupe')
    .description('find items that say the same; changes nothing')
    .addOption(new Option('--similarity <share>', 'from 0.5 to 1 (default: 0.6)').argParser(Number))
    .action((options: { readonly similarity?: number }, command: Command) => run(command, { kind: 'dedupe', options }))
  hygiene
    .command('decay')
    .description('find items that are used no more; changes nothing')
    .addOption(new Option('--half-life-days <days>', 'after which a use counts half (default: 60)').argParser(Number))
    .addOption(new Option('--grace-days <days>', 'newer items stay (default: 90)').argParser(Number))
    .action((options: { readonly halfLifeDays?: number; readonly graceDays?: number }, command: Command) =>
      run(command, { kind: 'decay', options }),
    )
}

async function allChanges(client: InklingClient, id: string): Promise<ItemChange[]> {
  const changes: ItemChange[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { data, page } = await client.listChanges({
      params: { id },
      query: { limit: 200, ...(cursor !== undefined && { cursor }) },
    })
    changes.push(...data)
    cursor = page.nextCursor
  }
  return changes
}

const renderChanges = (changes: readonly ItemChange[]) =>
  renderTable(
    ['item', 'action', 'into', 'similarity', 'state'],
    changes.map(({ itemId, action, survivorId, similarity, state }) => [
      itemId,
      action,
      survivorId ?? '',
      similarity?.toFixed(2) ?? '',
      state,
    ]),
  )
