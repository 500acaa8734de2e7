import { InklingError } from '@inkling/errors'

/** The error for a field of a search that cannot be read. @param place Where it is, if not under its own name. */
export const invalidField = (
  field: 'filter' | 'sort' | 'facets',
  detail: string,
  place: string = field,
): InklingError =>
  new InklingError('validation_failed', `Not valid: /${place}`, {
    errors: [{ pointer: `/${place}`, code: field, detail }],
  })
