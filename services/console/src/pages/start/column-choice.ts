/** Which column of a file holds which field, as somebody chose it. */
export interface ColumnChoice {
  readonly content: 'events' | 'items'
  /** The name of the column by field. */
  readonly columns: Readonly<Record<string, string>>
}

/** The fields that one may choose a column for. */
export const fieldsOf = {
  events: ['item', 'user', 'session', 'time', 'type'],
  items: ['id', 'title', 'text', 'tags'],
} as const satisfies Record<ColumnChoice['content'], readonly string[]>

/** What is still missing before a file can be read so; undefined if nothing is. */
export function missingOf({ content, columns }: ColumnChoice): string | undefined {
  const has = (...fields: readonly string[]) => fields.some((field) => columns[field])
  if (content === 'events')
    return has('item') && has('user', 'session') ? undefined : 'Choose the item, and the user or the session.'
  return has('id') && has('title', 'text') ? undefined : 'Choose the id, and the title or the text.'
}

/** With another column for a field; an empty one takes the field away. */
export function withColumn(choice: ColumnChoice, field: string, column: string): ColumnChoice {
  const { [field]: _, ...others } = choice.columns
  return { ...choice, columns: column ? { ...others, [field]: column } : others }
}
