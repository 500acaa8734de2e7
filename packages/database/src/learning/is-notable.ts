/** As a share of all weight. */
const notableChange = 0.05

/** Whether more than a twentieth of all weight moved: half the sum of the absolute differences. */
export function isNotable(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): boolean {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  let moved = 0
  for (const name of names) moved += Math.abs((after[name] ?? 0) - (before[name] ?? 0)) / 2
  return moved > notableChange
}
