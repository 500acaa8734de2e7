import { useSyncExternalStore } from 'react'
import { ago, at, none } from '../data/format.ts'

const tickMs = 5_000
const listeners = new Set<() => void>()
let nowMs = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    nowMs = Date.now()
    for (const each of listeners) each()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time in ms, to five seconds. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => nowMs)

/** How long ago, and exactly when if one points at it or looks at it absolutely. */
export function Time({ at: time, absolute }: { readonly at: string | null | undefined; readonly absolute?: boolean }) {
  const now = useNow()
  if (!time) return <span className="quiet">{none}</span>
  return (
    <time dateTime={time} title={absolute ? ago(time, now) : at(time)}>
      {absolute ? at(time) : ago(time, Math.max(now, Date.parse(time) > now + tickMs ? 0 : Date.parse(time)))}
    </time>
  )
}
