import { Type } from 'typebox'

/** A run is a job that its tenant can follow as an operation. Its payload says which operation that is. */
export const runKey = { tenantId: Type.String({ minLength: 1 }), runId: Type.String({ minLength: 1 }) }

/** Of a run that works on the changes that another one proposed. */
export const changesKey = {
  ...runKey,
  changesOf: Type.String({ minLength: 1, description: 'The run that proposed them' }),
}
