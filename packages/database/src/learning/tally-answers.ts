import { type AnswerChange, hourOf, type SignalChange } from './answers.ts'
import { positiveSignals } from './feedback.ts'

/** One signal for one item of an answer, and what was said of the same answer before. */
export interface AnswerFeedback {
  readonly receiptId: string
  readonly itemId: string
  readonly signal: string
  readonly kind: string
  readonly scenario: string
  readonly itemIds: readonly string[]
  /** When the answer was given. */
  readonly answeredMs: number
  /** Pairs of item and signal. */
  readonly earlier: readonly (readonly [itemId: string, signal: string])[]
}

type Sums = { -readonly [K in keyof AnswerChange]: AnswerChange[K] }

const isPositive = (signal: string) => (positiveSignals as readonly string[]).includes(signal)

/**
 * What feedback changes of the sums of answers: an answer counts as clicked once, an item of it once, and each signal
 * once per answer. The lines are in the order in which they came.
 */
export function tallyAnswers(lines: readonly AnswerFeedback[]): { changes: AnswerChange[]; signals: SignalChange[] } {
  const changes = new Map<string, Sums>()
  const signals = new Map<string, SignalChange>()
  for (const line of lines) {
    const { kind, scenario, signal, earlier } = line
    const hour = hourOf(line.answeredMs)
    if (!earlier.some(([, before]) => before === signal)) {
      const key = JSON.stringify([kind, scenario, hour, signal])
      const answers = (signals.get(key)?.answers ?? 0) + 1
      signals.set(key, { hour, kind, scenario, signal, answers })
    }
    if (!isPositive(signal)) continue
    const key = JSON.stringify([kind, scenario, hour])
    const sums = changes.get(key) ?? {
      ...{ hour, kind, scenario, clicked: 0, reciprocalRank: 0 },
      ...{ clicksAt1: 0, clicksAt5: 0, clicksAt10: 0 },
    }
    changes.set(key, sums)
    addPositive(sums, line)
  }
  return { changes: [...changes.values()], signals: [...signals.values()] }
}

function addPositive(sums: Sums, { itemId, itemIds, earlier }: AnswerFeedback): void {
  const rank = itemIds.indexOf(itemId) + 1
  const positive = earlier.filter(([, signal]) => isPositive(signal))
  if (positive.length === 0) {
    sums.clicked++
    sums.reciprocalRank += 1 / rank
  }
  if (positive.some(([before]) => before === itemId)) return
  if (rank <= 1) sums.clicksAt1++
  if (rank <= 5) sums.clicksAt5++
  if (rank <= 10) sums.clicksAt10++
}
