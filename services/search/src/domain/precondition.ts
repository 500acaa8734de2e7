import { InklingError } from '@inkling/errors'

export interface Precondition {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
}

const tagsOf = (header: string) => header.split(',').map((tag) => tag.trim())

/** Strong comparison: a weak tag matches nothing (RFC 9110, section 13.1.1). */
const matches = (ifMatch: string, etag: string) => tagsOf(ifMatch).some((tag) => tag === etag || tag === '*')

/** Whether a list of tags has this one. Weak comparison (RFC 9110, section 13.1.2). */
export const isListed = (ifNoneMatch: string, etag: string): boolean =>
  tagsOf(ifNoneMatch).some((tag) => tag.replace(/^W\//, '') === etag || tag === '*')

/** RFC 9110, section 13. `etag` is undefined for what does not exist. @throws InklingError precondition_failed */
export function checkPrecondition({ ifMatch, ifNoneMatch }: Precondition, etag: string | undefined): void {
  if (ifMatch !== undefined && (etag === undefined || !matches(ifMatch, etag)))
    throw new InklingError(
      'precondition_failed',
      'The item is not as If-Match says; read it again and repeat the change',
    )
  if (ifNoneMatch !== undefined && etag !== undefined && isListed(ifNoneMatch, etag))
    throw new InklingError('precondition_failed', 'The item exists already, against If-None-Match')
}
