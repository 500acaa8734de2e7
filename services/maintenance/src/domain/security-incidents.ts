import { type SecurityAction, type SecurityIncident, type SecurityKind, securityActions } from '@inkling/contracts'

/** What was found of one source within a minute. */
export interface SecurityFinding {
  readonly minute: Date
  readonly source: string
  readonly kind: SecurityKind
  readonly action: SecurityAction
  /** Empty if it was none. */
  readonly rule: string
  readonly isDryRun: boolean
  readonly count: number
  readonly score: number
  readonly reason: string
  readonly tenantId: string | null
  readonly lastAt: Date
}

const quietMs = 30 * 60_000
const mostEvents = 20

/**
 * The incidents in findings of any order: all that one source did until it was quiet for 30 minutes. The one that was
 * seen last comes first.
 */
export function incidentsOf(findings: readonly SecurityFinding[]): SecurityIncident[] {
  const bySource = Map.groupBy(findings, ({ source }) => source)
  return [...bySource.values()]
    .flatMap(visitsOf)
    .map(incidentOf)
    .toSorted((a, b) => (a.lastAt < b.lastAt ? 1 : -1))
}

/** The findings of one source, cut where it was quiet; each part in the order of time. */
function visitsOf(findings: readonly SecurityFinding[]): SecurityFinding[][] {
  const visits: SecurityFinding[][] = []
  let lastMs = Number.NEGATIVE_INFINITY
  for (const finding of findings.toSorted((a, b) => a.lastAt.getTime() - b.lastAt.getTime())) {
    if (finding.minute.getTime() - lastMs > quietMs) visits.push([])
    visits.at(-1)?.push(finding)
    lastMs = finding.lastAt.getTime()
  }
  return visits
}

const strongest = (actions: readonly SecurityAction[]): SecurityAction =>
  securityActions.findLast((action) => actions.includes(action)) ?? 'observe'

function incidentOf(findings: readonly SecurityFinding[]): SecurityIncident {
  const [first, last] = [findings[0], findings.at(-1)] as [SecurityFinding, SecurityFinding]
  const startedAt = first.minute.toISOString()
  return {
    id: `${first.source}@${startedAt}`,
    source: first.source,
    tenantId: findings.findLast(({ tenantId }) => tenantId !== null)?.tenantId ?? null,
    kinds: [...new Set(findings.map(({ kind }) => kind))],
    action: strongest(findings.filter(({ isDryRun }) => !isDryRun).map(({ action }) => action)),
    startedAt,
    lastAt: last.lastAt.toISOString(),
    count: findings.reduce((sum, { count }) => sum + count, 0),
    score: Math.max(...findings.map(({ score }) => score)),
    reasons: [...new Set(findings.map(({ reason }) => reason))],
    events: findings
      .slice(-mostEvents)
      .toReversed()
      .map(({ minute, rule, isDryRun, source: _, tenantId: __, lastAt: ___, ...event }) => ({
        ...event,
        minute: minute.toISOString(),
        rule: rule === '' ? null : rule,
        dryRun: isDryRun,
      })),
  }
}
