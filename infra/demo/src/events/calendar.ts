export const dayMs = 86_400_000
export const hourMs = 3_600_000

/** How many days the demo covers; the last is today. */
export const periodDays = 28

export type Day = {
  /** UTC midnight. */
  startMs: number
  /** 0 on the first day. */
  index: number
  /** UTC weekday, 0 = Sunday. */
  weekday: number
  isWorking: boolean
  /** Working days of the period before this one. */
  workingIndex: number
  daysBeforeEnd: number
}

/** Every UTC day touched by the 28 days before `nowMs`, oldest first. */
export function calendar(nowMs: number): Day[] {
  const lastStartMs = Math.floor(nowMs / dayMs) * dayMs
  let workingIndex = 0
  return Array.from({ length: periodDays + 1 }, (_, index) => {
    const daysBeforeEnd = periodDays - index
    const startMs = lastStartMs - daysBeforeEnd * dayMs
    const weekday = new Date(startMs).getUTCDay()
    const isWorking = weekday % 6 !== 0
    const day = { startMs, index, weekday, isWorking, workingIndex, daysBeforeEnd }
    if (isWorking) workingIndex += 1
    return day
  })
}
