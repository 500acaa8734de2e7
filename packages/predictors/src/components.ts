import type { Component } from './blend.ts'
import type { EventLog } from './event-log.ts'
import { Hops } from './hops.ts'
import { Paths } from './paths.ts'
import { Repeat } from './repeat.ts'
import { Routine } from './routine.ts'
import { Transitions } from './transitions.ts'
import { Trend } from './trend.ts'
import { VmisKnn } from './vmis-knn.ts'

/** What the blend is made of. A new component is one file that implements `Predictor`, and one line here. */
export function components(log: EventLog): Component[] {
  return [
    { predictor: new Repeat(log), prior: 0.2 },
    { predictor: new VmisKnn(log), prior: 0.5 },
    { predictor: new Transitions(log), prior: 0.1 },
    { predictor: new Paths(log), prior: 0.1 },
    { predictor: new Hops(log), prior: 0.1 },
    { predictor: new Routine(log), prior: 0.1 },
    { predictor: new Trend(log), prior: 0.1 },
  ]
}
