const z = 1.959964

/** The 95 % interval of a share (Wilson, JASA 1927). */
export function wilsonInterval(hits: number, cases: number): readonly [low: number, high: number] {
  if (cases <= 0) return [0, 1]
  const share = hits / cases
  const middle = share + (z * z) / (2 * cases)
  const half = z * Math.sqrt((share * (1 - share)) / cases + (z * z) / (4 * cases * cases))
  const whole = 1 + (z * z) / cases
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)]
}
