import { setTimeout as delay } from 'node:timers/promises'
import { currentIteration, type Tags } from '../context.ts'
import { record } from '../samples.ts'

/** https://grafana.com/docs/k6/latest/javascript-api/k6/check/ */
export function check<T>(value: T, checks: Readonly<Record<string, (value: T) => boolean>>, tags?: Tags): boolean {
  let isAllWell = true
  for (const [name, isWell] of Object.entries(checks)) {
    const passed = Boolean(isWell(value))
    record('checks', passed ? 1 : 0, { ...tags, check: name })
    isAllWell &&= passed
  }
  return isAllWell
}

/**
 * Tags what the function records with the path of the group. The function must be synchronous, as k6 demands too.
 * https://grafana.com/docs/k6/latest/javascript-api/k6/group/
 */
export function group<T>(name: string, work: () => T): T {
  if (name.includes('::')) throw new Error(`The name of the group "${name}" must not contain "::".`)
  const { tags } = currentIteration()
  const outer = tags.group ?? ''
  const startMs = performance.now()
  tags.group = `${outer}::${name}`
  try {
    const result = work()
    if (result instanceof Promise) throw new Error(`The function of the group "${name}" must not be asynchronous.`)
    record('group_duration', performance.now() - startMs)
    return result
  } finally {
    tags.group = outer
  }
}

/**
 * Waits so many seconds. In k6 the call itself blocks its virtual user. Here virtual users share a thread, so that it
 * returns a promise: scripts write `await sleep(…)`, which means the same in both.
 */
export async function sleep(seconds: number): Promise<void> {
  await delay(seconds * 1_000, undefined, { signal: currentIteration().signal })
}

/** Ends the iteration. https://grafana.com/docs/k6/latest/javascript-api/k6/fail/ */
export function fail(reason = ''): never {
  throw new Error(reason)
}

export default { check, group, sleep, fail }
