import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'

interface Confirmed {
  /** As in "Deleting shop cannot be undone". */
  readonly doing: 'Deleting' | 'Erasing'
  /** As in "Nothing was deleted". */
  readonly done: 'deleted' | 'erased'
  /** Whose data it is. */
  readonly of: string
}

/** Asks for the id of what is about to be erased, because a `y` is typed too easily. @throws CliError without it */
export async function confirmById(id: string, { ask }: Context, { doing, done, of }: Confirmed): Promise<void> {
  if (!ask) throw new CliError(`${doing} ${id} cannot be undone. Confirm it with --yes.`)
  const answer = await ask(`All data of ${of} will be erased, and this cannot be undone. Type ${id} to confirm: `)
  if (answer.trim() !== id) throw new CliError(`Nothing was ${done}.`)
}
