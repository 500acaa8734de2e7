/** 95 % interval of a proportion (Wilson 1927); of no cases it is all of [0, 1]. */
export function wilsonInterval(hits: number, cases: number): [number, number] {
  if (cases === 0) return [0, 1]
  const z = 1.96
  const rate = hits / cases
  const middle = (rate + z ** 2 / (2 * cases)) / (1 + z ** 2 / cases)
  const half = (z / (1 + z ** 2 / cases)) * Math.sqrt((rate * (1 - rate)) / cases + z ** 2 / (4 * cases ** 2))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}
