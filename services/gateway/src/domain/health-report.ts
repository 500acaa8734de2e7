import type { HealthReport, HealthStatus, Readiness } from '@inkling/contracts'

/** A process, and what its probe answered; undefined if it gave no answer. */
export type Probed = readonly [process: string, readiness: Readiness | undefined]

export interface Facts {
  /** The gateway's own. */
  readonly own: Readiness
  readonly probed: readonly Probed[]
  readonly circuits: HealthReport['circuits']
  readonly load: HealthReport['load']
}

const severity: readonly HealthStatus[] = ['ok', 'degraded', 'down']

/**
 * Joins what all processes see to one report. Circuits are no reason of their own: the check `circuits` of each process
 * tells which of them refuse calls.
 */
export function healthReport({ own, probed, circuits, load }: Facts): HealthReport {
  const services: HealthReport['services'] = Object.fromEntries(
    probed.map(([name, readiness]) => [name, readiness?.status ?? ('unreachable' as const)]),
  )
  const seen = [['gateway', own] as const, ...probed].flatMap(([process, readiness]) =>
    Object.entries(readiness?.checks ?? {}).map(([name, finding]) => ({ process, name, ...finding })),
  )
  const lost = seen.flatMap(({ status, loses }) => (status !== 'ok' && loses ? [loses] : []))
  const gone = probed.flatMap(([name, readiness]) => (canServe(readiness) ? [] : [`${name} answers nothing`]))
  const isWell =
    [own, ...probed.map(([, readiness]) => readiness)].every((readiness) => readiness?.status === 'ready') &&
    load.level === 'normal'
  const shed = load.level === 'normal' ? [] : [`the load level is ${load.level}: parts of answers step aside`]
  return {
    status: own.status === 'not ready' ? 'down' : isWell ? 'ok' : 'degraded',
    lost: [...new Set([...gone, ...lost, ...shed])],
    services,
    checks: Object.fromEntries([...Map.groupBy(seen, ({ name }) => name)].map(([name, all]) => [name, worst(all)])),
    circuits,
    load,
  }
}

/** Whether a process can serve, if only by fallback. */
export const canServe = (readiness: Readiness | undefined): boolean =>
  readiness !== undefined && readiness.status !== 'not ready'

interface Seen {
  readonly process: string
  readonly status: HealthStatus
  readonly detail?: string
}

function worst(all: readonly Seen[]): HealthReport['checks'][string] {
  const rank = Math.max(...all.map(({ status }) => severity.indexOf(status)))
  const seen = all.filter(({ status }) => severity.indexOf(status) === rank)
  const detail = seen.find((one) => one.detail !== undefined)?.detail
  return {
    status: severity[rank] as HealthStatus,
    ...(detail !== undefined && { detail }),
    seenBy: seen.map(({ process }) => process),
  }
}
