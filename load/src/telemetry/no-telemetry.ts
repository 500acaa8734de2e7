/**
 * Loaded into every service of the stack that `bench:telemetry` compares with, before its own code: metrics record
 * nothing, no answer is counted for service levels, and OpenTelemetry's API stays without an SDK. Left are the calls
 * of these functions, and the clock readings beside them.
 */
import { context, propagation, trace } from '@opentelemetry/api'
import client from '@prometheus-io/client'

const nothing = () => {}
const startTimer = () => () => 0

context.setGlobalContextManager = () => false
propagation.setGlobalPropagator = () => false
trace.setGlobalTracerProvider = () => false

const quiet = { inc: nothing, dec: nothing, set: nothing, setToCurrentTime: nothing, observe: nothing, startTimer }
const labels = () => quiet
for (const kind of ['Counter', 'Gauge', 'Histogram'] as const)
  Object.assign(client, { [kind]: quietened(client[kind] as new (options: never) => object) })
Object.assign(client, { collectDefaultMetrics: nothing })

// Not before: its modules shall find the client as it is now.
const { AnswerCounter } = await import('@inkling/service-kit')
AnswerCounter.prototype.add = nothing

/** The constructors set methods on the instance, so those are replaced, not the ones of the prototype. */
function quietened(Metric: new (options: never) => object) {
  return class extends Metric {
    constructor(options: never) {
      super(options)
      Object.assign(this, quiet, { labels })
    }
  }
}
