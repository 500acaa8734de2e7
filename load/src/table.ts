type Cell = string | number

/** Prints the head of a Markdown table. */
export function printHead(cells: readonly Cell[]): void {
  printRow(cells)
  printRow(cells.map(() => '---'))
}

/** Prints a row of a Markdown table. */
export function printRow(cells: readonly Cell[]): void {
  console.log(`| ${cells.join(' | ')} |`)
}
