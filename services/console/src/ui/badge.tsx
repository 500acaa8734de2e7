import type { ReactNode } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'plain'

const tones: Readonly<Record<string, Tone>> = {
  ...{ ok: 'good', ready: 'good', closed: 'good', succeeded: 'good', active: 'good', open: 'bad', normal: 'good' },
  ...{ degraded: 'warn', pending: 'warn', warning: 'warn', halfOpen: 'warn', running: 'warn', essential: 'warn' },
  ...{ down: 'bad', unreachable: 'bad', 'not ready': 'bad', failed: 'bad', firing: 'bad', critical: 'bad' },
  ...{ error: 'bad', regressed: 'bad', suspended: 'warn', deleting: 'bad', paused: 'warn', draining: 'warn' },
  ...{ identical: 'good', changed: 'warn', different: 'bad' },
}

/** A state in a word. Its tone is also a sign before it, for those who do not see colours. */
export const Badge = ({ tone, children }: { readonly tone?: Tone; readonly children: ReactNode }) => (
  <span className={`badge ${tone ?? tones[String(children)] ?? 'plain'}`}>{children}</span>
)
