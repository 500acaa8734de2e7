import { InklingError } from '@inkling/errors'

/** The error for a field of a search that cannot be read. */
export const invalidField = (field: 'filter' | 'sort' | 'facets', detail: string): InklingError =>
  new InklingError('validation_failed', `Not valid: /${field}`, {
    errors: [{ pointer: `/${field}`, code: field, detail }],
  })
