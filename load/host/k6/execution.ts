import { currentIteration } from '../context.ts'

/** The parts of https://grafana.com/docs/k6/latest/javascript-api/k6-execution/ that scripts use. */
export const scenario = {
  get name() {
    return currentIteration().scenario.name
  },
  get executor() {
    return currentIteration().scenario.executor
  },
  get startTime() {
    return performance.timeOrigin + currentIteration().scenario.startMs
  },
  get iterationInTest() {
    return currentIteration().iterationInTest
  },
}

export const vu = {
  get idInTest() {
    return currentIteration().vu
  },
  get iterationInScenario() {
    return currentIteration().iteration
  },
  metrics: {
    get tags() {
      return currentIteration().tags
    },
  },
}

export default { scenario, vu }
