import { InklingError } from '@inkling/errors'

export interface Precondition {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
}

const lists = (header: string, etag: string) =>
  header.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*')

/** RFC 9110, section 13. `etag` is undefined for what does not exist. @throws InklingError precondition_failed */
export function checkPrecondition({ ifMatch, ifNoneMatch }: Precondition, etag: string | undefined): void {
  if (ifMatch !== undefined && (etag === undefined || !lists(ifMatch, etag)))
    throw new InklingError(
      'precondition_failed',
      'The item is not as If-Match says; read it again and repeat the change',
    )
  if (ifNoneMatch !== undefined && etag !== undefined && lists(ifNoneMatch, etag))
    throw new InklingError('precondition_failed', 'The item exists already, against If-None-Match')
}
