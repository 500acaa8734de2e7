import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Item, ItemBody, ItemLine, ItemPatch } from '../schemas/item.ts'
import { Page, pageQuery } from '../schemas/page.ts'
import { Id, Text } from '../schemas/text.ts'

const params = Type.Object({ id: Id('The id of the item') })
const bulkBytes = 16 * 1024 * 1024
const itemBytes = 2 * 1024 * 1024
/** Many items at once invalidate `catalogue`. */
const oneItem = ['items', 'items/:id']
const cached = { seconds: 60, staleSeconds: 3_600 }

export const putItem = defineCall({
  id: 'putItem',
  method: 'PUT',
  path: '/items/:id',
  summary: 'Create or replace an item',
  description: `Stores the item under the id and returns it: with 201 if the item is new, with 200 if it replaces one.

- Fields that are absent are removed.
- An item may be sent back as it was read: \`createdAt\` and \`updatedAt\` are ignored, and \`id\` must be that of the
  path.
- With the header \`If-Match\` and the ETag of the item that was read, the call fails with 412 if the item has changed
  since.
- With \`If-None-Match: *\` the call fails with 412 if the item exists.
- The header \`Consistency-Token\` of the answer lets later searches, predictions and suggestions wait for this write.
- An item whose \`expiresAt\` has passed is not predicted, suggested or found, as if it were deleted; it can still be
  read and listed, and extended.`,
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  changes: oneItem,
  params,
  body: ItemBody,
  maxBodyBytes: itemBytes,
  answers: { 200: Item, 201: Item },
})

export const patchItem = defineCall({
  id: 'patchItem',
  method: 'PATCH',
  path: '/items/:id',
  summary: 'Change fields of an item',
  description: `Applies a JSON Merge Patch (RFC 7396): given fields are replaced, null removes a field, other fields
stay.

With the header \`If-Match\` and the ETag of the item that was read, the call fails with 412 if the item has changed
since.`,
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  changes: oneItem,
  params,
  body: ItemPatch,
  maxBodyBytes: itemBytes,
  answers: { 200: Item },
})

export const getItem = defineCall({
  id: 'getItem',
  method: 'GET',
  path: '/items/:id',
  summary: 'Get an item',
  description: `Returns the item with its ETag. With \`If-None-Match\` and that ETag, the answer is 304 while the item
is unchanged.

A change is seen at once through the process that took it, and within 250 ms through others. With the header
\`Consistency-Token\` of a write, the answer comes from the database.`,
  service: 'search',
  scope: 'items:read',
  idempotent: true,
  cached: { ...cached, tags: ['items/:id', 'catalogue'] },
  params,
  answers: { 200: Item, 304: null },
})

export const deleteItem = defineCall({
  id: 'deleteItem',
  method: 'DELETE',
  path: '/items/:id',
  summary: 'Delete an item',
  description: `Removes the item, its embedding and what was learned from clicks on it.

- From then on the item is in no prediction, suggestion, speculation rule, search or completion. A request with the
  \`Consistency-Token\` of the answer sees that at once; others see it within a second.
- Events of the item stay: they still tell what users did. An item that is created with the same id is shown again.

With the header \`If-Match\` and the ETag of the item that was read, the call fails with 412 if the item has changed
since.`,
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  changes: oneItem,
  params,
  answers: { 204: null },
})

export const restoreItem = defineCall({
  id: 'restoreItem',
  method: 'POST',
  path: '/items/:id/restore',
  summary: 'Bring an archived item back',
  description: `Returns the item. If a run of the kind \`decay\` had archived it, it is found, suggested and predicted
again. Any other item stays as it is.

An archived item also comes back when an event says that it was used, or when it is sent with another content.`,
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  changes: oneItem,
  params,
  answers: { 200: Item },
})

export const listItems = defineCall({
  id: 'listItems',
  method: 'GET',
  path: '/items',
  summary: 'List items',
  description: 'Returns the items in the order of their ids.',
  service: 'search',
  scope: 'items:read',
  idempotent: true,
  cached: { ...cached, tags: ['items', 'catalogue'] },
  query: Type.Object(
    {
      ...pageQuery,
      kind: Type.Optional(Text(64, 'Only items of this kind')),
      tag: Type.Optional(Text(128, 'Only items with this tag')),
    },
    { additionalProperties: false },
  ),
  answers: { 200: Page(Item), 304: null },
})

const LineError = Type.Object({
  code: Type.String({ description: 'The rule that the field breaks, for programs' }),
  pointer: Type.String({ description: 'JSON Pointer to the field of the line' }),
  detail: Type.String({ description: 'What the field must be' }),
})

const LineResult = Type.Object({
  index: Type.Integer({ description: 'The place of the line in the request, from 0' }),
  id: Type.Union([Type.String(), Type.Null()], { description: 'The id of the item; null if it could not be read' }),
  status: Type.Integer({ description: '201 if the item was created, 200 if it was replaced, 422 if it was rejected' }),
  error: Type.Optional(LineError),
})

export const putItems = defineCall({
  id: 'putItems',
  method: 'POST',
  path: '/items',
  summary: 'Create or replace many items',
  description: `Stores each item as \`PUT /items/{id}\` does, in one transaction.

- An item that is not valid is rejected alone; the other items of the request are stored.
- If an id occurs several times, the last item with it counts.
- \`results\` holds one result per line, in the order of the lines.`,
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  changes: ['catalogue'],
  body: ItemLine,
  bulk: { maxLines: 1000 },
  maxBodyBytes: bulkBytes,
  answers: { 200: Type.Object({ results: Type.Array(LineResult) }, { description: 'The result of each line' }) },
})
