import type { Event, ItemLine } from '@inkling/contracts'
import type { Converter } from '../converter.ts'
import type { Source } from '../source.ts'

/** What `--format` may say about a file. */
export const contents = ['events', 'items', 'access-log'] as const
export type Content = (typeof contents)[number]

export interface FormatOptions {
  /** The value of `--format`. */
  readonly content?: Content | undefined
  /** The value of `--columns`: the column of the file by field. */
  readonly columns?: Readonly<Record<string, string>> | undefined
  /** The value of `--header`: the names of the columns of a file without a header. */
  readonly header?: readonly string[] | undefined
  /** The value of `--page-params`: query parameters that name a page. */
  readonly pageParams?: readonly string[] | undefined
  /** The type of events without a type. */
  readonly type: string
  /** Events with a later time are in the future. */
  readonly latestMs: number
}

interface Understood<T extends object> {
  /** As reports name it, such as `csv events (MovieLens)`. */
  readonly name: string
  /** How it is read, such as `separator ;` and `item ← movieId`. */
  readonly mapping: readonly string[]
  readonly converter: Converter<T>
}

/** How a file is read. Events without times must be sent in the order of the file. */
export type Reading =
  | (Understood<Event> & { readonly kind: 'events'; readonly isTimed: boolean })
  | (Understood<ItemLine> & { readonly kind: 'items' })

export type Sample = Pick<Source, 'name' | 'sample' | 'digest'> & Partial<Pick<Source, 'foreign'>>

/** One format or family of formats. */
export interface Format {
  /** How to read the file; undefined if its first lines are of another format. */
  recognise(source: Sample, options: FormatOptions): Reading | undefined
}
