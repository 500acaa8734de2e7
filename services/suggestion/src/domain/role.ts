import type { ExperimentRole, NewExperiment, RankingRules } from '@inkling/contracts'
import { assignVariant } from '@inkling/learning'

/** An experiment that runs in a placement. */
export interface RunningExperiment {
  readonly id: string
  readonly settings: Pick<NewExperiment, 'design' | 'control' | 'treatment' | 'share'>
}

/** What an answer is in an experiment. */
export interface Role extends ExperimentRole {
  /** The person or session that counts. */
  readonly unit: string
  /** What the answer is ranked by; of an interleaved one, those of the control. */
  readonly rules: RankingRules
}

/** A person counts once, whatever their sessions. Undefined for nobody. */
export function unitOf({ userId, sessionId }: { userId?: string | null; sessionId?: string | null }) {
  if (userId != null) return `user ${userId}`
  return sessionId == null ? undefined : `session ${sessionId}`
}

/** The role of an answer to a unit; the same in each process, for as long as the experiment runs. */
export function roleOf({ id, settings }: RunningExperiment, unit: string): Role {
  const { design, control = {}, treatment, share = defaultShare } = settings
  if (design === 'interleaving') return { id, unit, variant: 'interleaved', rules: control }
  const isTreated = assignVariant(id, unit, [1 - share, share]) === 1
  return isTreated
    ? { id, unit, variant: 'treatment', rules: treatment }
    : { id, unit, variant: 'control', rules: control }
}

export const defaultShare = 0.5
