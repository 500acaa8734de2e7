import type { Blend, BlendState } from './blend.ts'

/** What a blend has learned, and the parameters of its components. It survives JSON. */
export interface TunedState {
  tuning: Record<string, Record<string, number>>
  blend: BlendState
}

export function tunedStateOf(blend: Blend): TunedState {
  const tunings = blend.predictors.flatMap(({ name, tuning }) =>
    tuning ? [[name, { ...tuning.values }] as const] : [],
  )
  return { tuning: Object.fromEntries(tunings), blend: blend.state }
}

/** Components derive their state from the log again. */
export function restoreTuned(blend: Blend, { tuning, blend: state }: TunedState): void {
  for (const { name, tuning: own } of blend.predictors) if (own) Object.assign(own.values, tuning[name])
  blend.restore(state)
  for (const predictor of blend.predictors) predictor.rebuild?.()
}
