import type { Input } from '../../data/use-call.ts'

type One<T> = T extends readonly unknown[] ? never : T

export type PostEventsLine = One<NonNullable<Input<'postEvents'>>['body']>
export type PutItemsLine = One<NonNullable<Input<'putItems'>>['body']>
