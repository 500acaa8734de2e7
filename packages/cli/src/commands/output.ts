/** A table with a line of heads and aligned columns. */
export function renderTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const render = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return [render(heads.map((head) => head.toUpperCase())), ...rows.map(render)].join('\n')
}

/** One line per fact, with aligned values. */
export function renderFacts(facts: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(facts).map((name) => name.length))
  return Object.entries(facts)
    .map(([name, value]) => `${name.padEnd(width)}  ${value}`)
    .join('\n')
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

export const percentWithInterval = (value: number, { low, high }: { readonly low: number; readonly high: number }) =>
  `${percent(value)} (${percent(low)} to ${percent(high)})`
