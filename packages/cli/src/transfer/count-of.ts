/** The rows of a table, of counts by table with its schema. */
export const countOf = (rows: Readonly<Record<string, number>>, table: string): number =>
  Object.entries(rows).find(([name]) => name.endsWith(`.${table}`))?.[1] ?? 0
