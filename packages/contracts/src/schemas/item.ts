import { type Static, Type } from 'typebox'
import { Id, Named, Text, Time } from './text.ts'

const attributeValue = Type.Union([Text(1024), Type.Number(), Type.Boolean(), Type.Array(Text(256), { maxItems: 64 })])

const fields = {
  title: Type.String({ format: 'storable-text', minLength: 1, maxLength: 1024 }),
  text: Text(1_000_000),
  kind: Text(64),
  tags: Type.Array(Text(128), { maxItems: 64 }),
  attributes: Named(attributeValue, 64),
  url: Text(2048),
  sizeBytes: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  expiresAt: Time,
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

/** What an application says of an item, without its id. */
export const ItemBody = Type.Object({ title: fields.title, ...optional }, { additionalProperties: false })
export type ItemBody = Static<typeof ItemBody>

/** A line of a bulk upsert. */
export const ItemLine = Type.Object({ id: Id, title: fields.title, ...optional }, { additionalProperties: false })
export type ItemLine = Static<typeof ItemLine>

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]))

/** JSON Merge Patch (RFC 7396): null removes a field. */
export const ItemPatch = Type.Object(
  {
    title: Type.Optional(fields.title),
    text: nullable(fields.text),
    kind: nullable(fields.kind),
    tags: nullable(fields.tags),
    attributes: nullable(Named(Type.Union([attributeValue, Type.Null()]), 64)),
    url: nullable(fields.url),
    sizeBytes: nullable(fields.sizeBytes),
    expiresAt: nullable(fields.expiresAt),
  },
  { additionalProperties: false },
)
export type ItemPatch = Static<typeof ItemPatch>

export const Item = Type.Object(
  { id: Id, title: fields.title, ...optional, createdAt: Time, updatedAt: Time },
  { additionalProperties: false },
)
export type Item = Static<typeof Item>
