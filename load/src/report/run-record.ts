import type { Summary, Verdict } from '../../host/results.ts'
import type { Usage } from './sample-processes.ts'
import type { StatementUse } from './statements.ts'
import type { Second } from './timeline.ts'

/** All that a run leaves; report and comparison are made of it. */
export interface RunRecord {
  readonly name: string
  /** ISO 8601. */
  readonly at: string
  readonly commit: string
  readonly with: 'host' | 'k6'
  /** What was asked for on the command line. */
  readonly options: Readonly<Record<string, string | undefined>>
  /** The processors of the machine. */
  readonly processors: number
  readonly summary: Pick<Summary, 'metrics' | 'state'>
  readonly verdicts: readonly Verdict[]
  readonly seconds: readonly Second[]
  readonly errors: Readonly<Record<string, number>>
  /** Empty if the stack runs elsewhere. */
  readonly usage: readonly Usage[]
  /** Of Postgres, the most expensive ones first. Empty if it runs elsewhere or does not count them. */
  readonly statements: readonly StatementUse[]
}
