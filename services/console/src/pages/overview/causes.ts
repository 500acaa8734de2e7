import type { Alert, Health } from '../../data/replies.ts'

interface Cause {
  readonly text: string
  /** The view of the operations that shows more. */
  readonly search: Readonly<Record<string, string>>
}

/** What is wrong: alerts, processes that are not ready, circuits that are open, and dependencies that do not answer. */
export function causesOf({ services, checks, circuits, load }: Health, alerts: readonly Alert[]): Cause[] {
  const unwell = Object.entries(services).filter(([, state]) => state !== 'ready')
  const broken = Object.entries(circuits).filter(([, state]) => state !== 'closed')
  const named = new Set(unwell.map(([name]) => name))
  // The check of the services says again which of them are not ready.
  const failing = Object.entries(checks).filter(
    ([name, { status, detail }]) => status !== 'ok' && !(name === 'services' && named.has(detail ?? '')),
  )
  const firing = alerts.filter(({ state, severity }) => state === 'firing' && severity !== 'info')
  return [
    ...firing.map(({ id, title }) => ({ text: title, search: { view: 'alerts', alert: id } })),
    ...unwell.map(([name, state]) => ({ text: `${name} is ${state}`, search: circuitsOf(name) })),
    ...broken.map(([name, state]) => ({
      text: `The circuit of ${name} is ${state === 'halfOpen' ? 'half open' : state}`,
      search: circuitsOf(name),
    })),
    ...failing.map(([name, { detail }]) => ({ text: `${name}: ${detail ?? 'not well'}`, search: circuitsOf('') })),
    ...(load.level === 'normal' ? [] : [{ text: `The load level is ${load.level}`, search: { view: 'levels' } }]),
  ]
}

const circuitsOf = (name: string) => ({ view: 'circuits', ...(name && { 'circuits.filter': name }) })
