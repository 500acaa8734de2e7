import { Type } from 'typebox'

/** The weight of what a tenant may weigh by itself; absent, it stays as it is. */
export const weight = (of: string) =>
  Type.Optional(Type.Number({ minimum: 0, maximum: 20, description: `The weight of ${of}` }))
