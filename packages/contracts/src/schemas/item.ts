import { type Static, type TSchema, Type } from 'typebox'
import { Id, Named, Text, Time, Whole } from './text.ts'

const attributeValue = Type.Union([Text(1024), Type.Number(), Type.Boolean(), Type.Array(Text(256), { maxItems: 64 })])
const attributesNote = 'Facts of your own, at most 64, for filters, facets and sorting'

const fields = {
  title: Type.String({
    format: 'storable-text',
    minLength: 1,
    maxLength: 1024,
    description: 'What people call the item',
    examples: ['Green tea'],
  }),
  text: Text(1_000_000, 'What the item says or what describes it; search reads it'),
  kind: Text(64, 'The kind of item, such as product or article'),
  tags: Type.Array(Text(128), {
    maxItems: 64,
    description: 'Keywords; search reads them',
    examples: [['tea', 'green']],
  }),
  attributes: Named(attributeValue, 64, attributesNote),
  url: Text(2048, 'The page of the item: an http(s) address or a path of the site'),
  sizeBytes: Whole('The size of the item in bytes'),
  expiresAt: Time(
    'From this time on the item is not predicted, suggested or found, until it gets a later time; it can still be read',
  ),
}

const optional = {
  text: Type.Optional(fields.text),
  kind: Type.Optional(fields.kind),
  tags: Type.Optional(fields.tags),
  attributes: Type.Optional(fields.attributes),
  url: Type.Optional(fields.url),
  sizeBytes: Type.Optional(fields.sizeBytes),
  expiresAt: Type.Optional(fields.expiresAt),
}

const id = Id('The id of the item')

const ignored = 'Ignored: accepted so that an item may be sent back as it was read'

/** The fields of an item that Inkling sets. An application may send them back. */
const returned = {
  createdAt: Type.Optional(Text(64, ignored)),
  updatedAt: Type.Optional(Text(64, ignored)),
}

const sameId = Type.Optional(Id('The id of the item; if it is sent, it must be that of the path'))

/** The fields of an item that an application sets. */
export const ItemBody = Type.Object(
  { title: fields.title, ...optional, id: sameId, ...returned },
  {
    additionalProperties: false,
  },
)
export type ItemBody = Static<typeof ItemBody>

/** One line of a bulk upsert. */
export const ItemLine = Type.Object(
  { id, title: fields.title, ...optional, ...returned },
  { additionalProperties: false },
)
export type ItemLine = Static<typeof ItemLine>

const nullable = <T extends TSchema>(schema: T) => Type.Optional(Type.Union([schema, Type.Null()]))

/** JSON Merge Patch (RFC 7396): null removes a field. */
export const ItemPatch = Type.Object(
  {
    title: Type.Optional(fields.title),
    text: nullable(fields.text),
    kind: nullable(fields.kind),
    tags: nullable(fields.tags),
    attributes: nullable(Named(Type.Union([attributeValue, Type.Null()]), 64, attributesNote)),
    url: nullable(fields.url),
    sizeBytes: nullable(fields.sizeBytes),
    expiresAt: nullable(fields.expiresAt),
    id: sameId,
    ...returned,
  },
  {
    additionalProperties: false,
    description: 'The fields to change; null removes a field',
  },
)
export type ItemPatch = Static<typeof ItemPatch>

export const Item = Type.Object(
  {
    id,
    title: fields.title,
    ...optional,
    createdAt: Time('When the item was created'),
    updatedAt: Time('When the item was last changed'),
  },
  { additionalProperties: false, description: 'The item' },
)
export type Item = Static<typeof Item>
