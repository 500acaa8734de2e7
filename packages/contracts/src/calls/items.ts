import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Item, ItemBody, ItemLine, ItemPatch } from '../schemas/item.ts'
import { Page, pageQuery } from '../schemas/page.ts'
import { Id, Text } from '../schemas/text.ts'

const params = Type.Object({ id: Id })
const bulkBytes = 16 * 1024 * 1024
const itemBytes = 2 * 1024 * 1024

export const putItem = defineCall({
  id: 'putItem',
  method: 'PUT',
  path: '/items/:id',
  summary: 'Create or replace an item',
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  params,
  body: ItemBody,
  maxBodyBytes: itemBytes,
  answers: { 200: Item, 201: Item },
})

export const patchItem = defineCall({
  id: 'patchItem',
  method: 'PATCH',
  path: '/items/:id',
  summary: 'Change fields of an item (JSON Merge Patch, RFC 7396)',
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  params,
  body: ItemPatch,
  maxBodyBytes: itemBytes,
  answers: { 200: Item },
})

export const getItem = defineCall({
  id: 'getItem',
  method: 'GET',
  path: '/items/:id',
  summary: 'Read an item',
  service: 'search',
  scope: 'items:read',
  idempotent: true,
  params,
  answers: { 200: Item, 304: null },
})

export const deleteItem = defineCall({
  id: 'deleteItem',
  method: 'DELETE',
  path: '/items/:id',
  summary: 'Delete an item',
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  params,
  answers: { 204: null },
})

export const listItems = defineCall({
  id: 'listItems',
  method: 'GET',
  path: '/items',
  summary: 'List items in the order of their ids',
  service: 'search',
  scope: 'items:read',
  idempotent: true,
  query: Type.Object(
    { ...pageQuery, kind: Type.Optional(Text(64)), tag: Type.Optional(Text(128)) },
    { additionalProperties: false },
  ),
  answers: { 200: Page(Item) },
})

const LineResult = Type.Object({
  index: Type.Integer(),
  id: Type.Union([Type.String(), Type.Null()]),
  status: Type.Integer({ description: '201 created, 200 replaced, 4xx rejected' }),
  error: Type.Optional(Type.Object({ code: Type.String(), pointer: Type.String(), detail: Type.String() })),
})

export const putItems = defineCall({
  id: 'putItems',
  method: 'POST',
  path: '/items',
  summary: 'Create or replace many items; a bad line never harms a good one',
  service: 'search',
  scope: 'items:write',
  idempotent: true,
  body: ItemLine,
  bulk: { maxLines: 1000 },
  maxBodyBytes: bulkBytes,
  answers: { 200: Type.Object({ results: Type.Array(LineResult) }) },
})
