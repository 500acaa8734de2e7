import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { ItemChange } from '../schemas/item-change.ts'
import { Operation } from '../schemas/operation.ts'
import { Page, pageQuery } from '../schemas/page.ts'
import { Text } from '../schemas/text.ts'

const params = Type.Object({ id: Text(64, 'The id of the dedupe or decay run that proposed the changes') })

export const listChanges = defineCall({
  id: 'listChanges',
  method: 'GET',
  path: '/maintenance/changes/:id',
  summary: 'List the changes that a run proposed',
  description: 'Returns the changes in the order of the ids of the items, and what became of each.',
  service: 'maintenance',
  scope: 'maintenance:read',
  priority: 'background',
  idempotent: true,
  params,
  query: Type.Object(pageQuery, { additionalProperties: false }),
  answers: { 200: Page(ItemChange) },
})

export const applyChanges = defineCall({
  id: 'applyChanges',
  method: 'POST',
  path: '/maintenance/changes/:id/apply',
  summary: 'Apply the changes that a run proposed',
  description: `Queues a run that makes the changes, and returns its operation at once.

- A change is refused if the item or its survivor changed since, or if the survivor is gone.
- The id of a merged item is an alias: it reads the survivor, and its events count for the survivor. An item that is
  sent again unchanged stays merged; one with another content becomes an item of its own again.
- Changes that were applied or refused before are left alone, and the result says how many there are.
- An archived item is found, suggested and predicted no more. It comes back with \`POST /items/{id}/restore\`, or when
  it is used again.
- For 30 days the changes can be undone.
- No change is made, and the result says why in \`blocked\` and \`quality\`, if replaying the newest clicks in searches
  and the newest uses of items loses more than 0.5 % of the quality. Less than 100 clicks or uses are not judged.`,
  service: 'maintenance',
  scope: 'maintenance:write',
  limit: 'expensive',
  priority: 'background',
  idempotent: false,
  params,
  query: Type.Object(
    {
      force: Type.Optional(
        Type.Boolean({ description: 'Make the changes whatever quality they lose; needs the scope admin, too' }),
      ),
    },
    { additionalProperties: false },
  ),
  answers: { 202: Operation },
})

export const undoChanges = defineCall({
  id: 'undoChanges',
  method: 'POST',
  path: '/maintenance/changes/:id/undo',
  summary: 'Undo the changes that a run made',
  description: `Queues a run that takes the changes back, and returns its operation at once. The items are then as they
were, with their events.

- An item that was changed, deleted or used since stays as it is, and its change is then \`kept\`. Undoing again
  tries it once more.
- Changes that are older than 30 days stay \`applied\`.`,
  service: 'maintenance',
  scope: 'maintenance:write',
  limit: 'expensive',
  priority: 'background',
  idempotent: false,
  params,
  answers: { 202: Operation },
})
