import type { ChampionChallengerResult } from '@inkling/predictors'

/** With fewer sessions the normal distribution does not tell how certain a difference is. */
export const leastSessions = 20

/**
 * One-sided 1 % of the normal distribution, for each of two measures: an equally good model is rejected at most once in
 * 50 times. No further margin: a rejection costs little (tuning and weights stay, events are taken in), so a small
 * difference that is certain is enough.
 */
const certainErrors = 2.33

/**
 * Why a candidate predicts worse than the model in service, if it certainly does: by log-loss or by reciprocal rank
 * over the same cases (a paired test, with sessions as the independent units).
 */
export function whyWorse({
  logLoss,
  mrrAt20,
}: Pick<ChampionChallengerResult, 'logLoss' | 'mrrAt20'>): string | undefined {
  if (logLoss.groups < leastSessions) return undefined
  const over = `over ${logLoss.cases} cases of ${logLoss.groups} sessions`
  if (logLoss.mean > certainErrors * logLoss.standardError)
    return `log-loss is ${described(logLoss.mean, logLoss.standardError)} nats higher ${over}`
  if (-mrrAt20.mean > certainErrors * mrrAt20.standardError)
    return `MRR@20 is ${described(-mrrAt20.mean, mrrAt20.standardError)} lower ${over}`
  return undefined
}

const described = (mean: number, standardError: number) => `${mean.toFixed(4)} ± ${standardError.toFixed(4)}`
