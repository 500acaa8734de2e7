import { Type } from 'typebox'

/** A run is a job that its tenant can follow as an operation. Its payload says which operation that is. */
export const runKey = { tenantId: Type.String({ minLength: 1 }), runId: Type.String({ minLength: 1 }) }
