import type { ChampionChallengerResult } from '@inkling/predictors'

/** Of fewer sessions the normal distribution is no guide to how sure a difference is. */
export const leastSessions = 20

/**
 * One-sided 1 % of the normal distribution, for each of two measures: what is as good is refused at most once in 50 times. No margin besides:
 * a refusal costs little (tuning and weights stay, events are taken in), so a small difference that is sure is enough.
 */
const sureErrors = 2.33

/**
 * Why a candidate predicts worse than what is in service, if it surely does: by log-loss or by reciprocal rank, over the same cases
 * (a paired test, with sessions as what is independent).
 */
export function whyWorse({
  logLoss,
  mrrAt20,
}: Pick<ChampionChallengerResult, 'logLoss' | 'mrrAt20'>): string | undefined {
  if (logLoss.groups < leastSessions) return undefined
  const over = `over ${logLoss.cases} cases of ${logLoss.groups} sessions`
  if (logLoss.mean > sureErrors * logLoss.standardError)
    return `log-loss is ${said(logLoss.mean, logLoss.standardError)} nats higher ${over}`
  if (-mrrAt20.mean > sureErrors * mrrAt20.standardError)
    return `MRR@20 is ${said(-mrrAt20.mean, mrrAt20.standardError)} lower ${over}`
  return undefined
}

const said = (mean: number, standardError: number) => `${mean.toFixed(4)} ± ${standardError.toFixed(4)}`
