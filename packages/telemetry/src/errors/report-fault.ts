import { channel } from 'node:diagnostics_channel'
import { trace } from '@opentelemetry/api'

/** An error of ours, as opposed to one of a caller. */
interface ReportedFault {
  /** As in the table of errors. */
  readonly code: string
  /** What was thrown. */
  readonly error: unknown
  /** `GET /api/v1/items`, `job train` or `process`. */
  readonly route: string
  /** Empty if none is known. */
  readonly tenantId: string
}

export interface Fault extends ReportedFault {
  /** Empty if its trace is not recorded. */
  readonly traceId: string
}

/** It carries each {@link Fault}. */
export const faults = channel('inkling:fault')

/** Makes a fault of the active trace known that the caller logs. */
export function reportFault(fault: ReportedFault): void {
  const span = trace.getActiveSpan()
  faults.publish({ ...fault, traceId: span?.isRecording() ? span.spanContext().traceId : '' } satisfies Fault)
}
