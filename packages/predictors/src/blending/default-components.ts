import { Paths } from '../components/ppm.ts'
import { Hops } from '../components/random-walk.ts'
import { Repeat } from '../components/repeat-consumption.ts'
import { Routine } from '../components/time-of-week.ts'
import { Transitions } from '../components/transitions.ts'
import { Trend } from '../components/trend.ts'
import { VmisKnn } from '../components/vmis-knn.ts'
import type { EventLog } from '../log/event-log.ts'
import type { Component } from './blend.ts'

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
