import type { Alert, Health } from '../../data/replies.ts'

interface Cause {
  readonly text: string
  /** The view of the operations that shows more. */
  readonly search: Readonly<Record<string, string>>
}

/**
 * What is wrong, each thing once, and a cause before what follows from it: circuits that are open, processes and
 * dependencies that do not answer, other alerts, processes that do less because of it, and the load level.
 */
export function causesOf(health: Health, alerts: readonly Alert[]): Cause[] {
  const broken = brokenCircuitsOf(health)
  const gone = statesOf(health, 'unreachable', 'not ready')
  const failing = failingChecksOf(health, broken)
  const named = new Set([...broken.keys(), ...gone.map(([name]) => serviceOf(name)), ...failing.keys()].map(keyOf))
  const firing = alerts.filter(({ state, severity }) => state === 'firing' && severity !== 'info')
  const { known = [], others = [] } = Object.groupBy(firing, (one) =>
    subjectsOf(one).some((subject) => named.has(keyOf(subject))) ? 'known' : 'others',
  )
  const viewOf = (name: string) => {
    const alert = known.find((one) => subjectsOf(one).some((subject) => keyOf(subject) === keyOf(name)))
    return alert ? { view: 'alerts', alert: alert.id } : { view: 'circuits', 'circuits.filter': name }
  }
  const causes: readonly Cause[] = [
    ...[...broken].map(([name, state]) => ({
      text: `The circuit of ${name} is ${state}${moreOf(name, health)}`,
      search: viewOf(name),
    })),
    ...gone
      .filter(([name]) => !broken.has(name))
      .map(([name, state]) => ({ text: `${name} is ${state}`, search: viewOf(serviceOf(name)) })),
    ...[...failing].map(([name, detail]) => ({ text: `${name}: ${detail}`, search: viewOf(name) })),
    ...others.map(({ id, title }) => ({ text: title, search: { view: 'alerts', alert: id } })),
    ...statesOf(health, 'degraded').map(([name]) => ({ text: `${name} is degraded`, search: viewOf(name) })),
    ...levelOf(health),
  ]
  return [...new Map(causes.toReversed().map((cause) => [cause.text, cause])).values()].toReversed()
}

/** The circuit `Postgres` and the check `postgres` are of one thing. */
const keyOf = (name: string) => name.toLowerCase()

/** What an alert is about that the health may name too. */
const subjectsOf = ({ name, labels: { circuit, check, service } }: Alert): readonly string[] =>
  [circuit, check, name === 'ProcessDown' ? service : undefined].filter((one) => one !== undefined)

/** What else the health says of the dependency of a circuit. */
function moreOf(name: string, { services, checks }: Health): string {
  const state = services[name] ?? 'ready'
  const [, check] = Object.entries(checks).find(([of]) => keyOf(of) === keyOf(name)) ?? []
  if (state === 'unreachable' || state === 'not ready') return `, and ${name} is ${state}`
  return check && check.status !== 'ok' && check.detail ? `: ${check.detail}` : ''
}

const levelOf = ({ load: { level } }: Health): readonly Cause[] =>
  level === 'normal' ? [] : [{ text: `The load level is ${level}`, search: { view: 'levels' } }]

/** The second replica of a service is called `search 2`. */
const serviceOf = (process: string) => process.replace(/ \d+$/, '')

const statesOf = ({ services }: Health, ...meant: readonly Health['services'][string][]) =>
  Object.entries(services).filter(([, state]) => meant.includes(state))

/** By dependency, those of the gateway and those that another process tells of, such as `Postgres open`. */
function brokenCircuitsOf({ circuits, checks }: Health): ReadonlyMap<string, string> {
  const own = Object.entries(circuits).filter(([, state]) => state !== 'closed')
  const told = checks.circuits?.status === 'ok' ? [] : (checks.circuits?.detail ?? '').split(', ')
  const others = told.flatMap((text): [string, string][] => {
    const [, name, state] = /^(.+) (open|halfOpen)$/.exec(text) ?? []
    return name && state ? [[name, state]] : []
  })
  return new Map([...others, ...own].map(([name, state]) => [name, state === 'halfOpen' ? 'half open' : state]))
}

/** Without the checks that only say again which processes are gone and which circuits are open. */
function failingChecksOf({ checks, services }: Health, broken: ReadonlyMap<string, string>) {
  const circuits = new Set([...broken.keys()].map(keyOf))
  const isSaid = (name: string, detail: string) =>
    circuits.has(keyOf(name)) ||
    (name === 'circuits' && broken.size > 0) ||
    (name === 'services' && detail.split(', ').every((one) => (services[one] ?? 'ready') !== 'ready'))
  return new Map(
    Object.entries(checks).flatMap(([name, { status, detail = '' }]): [string, string][] =>
      status === 'ok' || isSaid(name, detail) ? [] : [[name, detail || 'not well']],
    ),
  )
}
