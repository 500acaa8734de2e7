import { InklingError } from '@inkling/errors'

export interface Precondition {
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
}

const isAny = (header: string) => header.trim() === '*'

/** The entity tags of a list. A tag may contain a comma. */
const tagsOf = (header: string): string[] => header.match(/(?:W\/)?"[^"]*"/g) ?? []

/** Strong comparison: a weak tag matches nothing (RFC 9110, section 13.1.1). */
const isMatched = (ifMatch: string, etag: string) => isAny(ifMatch) || tagsOf(ifMatch).includes(etag)

/** Weak comparison (RFC 9110, section 13.1.2). */
export const isListed = (ifNoneMatch: string, etag: string): boolean =>
  isAny(ifNoneMatch) || tagsOf(ifNoneMatch).some((tag) => opaque(tag) === opaque(etag))

const opaque = (etag: string) => etag.replace(/^W\//, '')

/**
 * RFC 9110, section 13. `etag` is undefined if there is nothing to replace.
 * @throws InklingError precondition_failed
 */
export function checkPrecondition({ ifMatch, ifNoneMatch }: Precondition, etag: string | undefined): void {
  if (ifMatch !== undefined && (etag === undefined || !isMatched(ifMatch, etag)))
    throw new InklingError(
      'precondition_failed',
      'If-Match does not name the present version; read it again and repeat the change',
    )
  if (ifNoneMatch !== undefined && etag !== undefined && isListed(ifNoneMatch, etag))
    throw new InklingError('precondition_failed', 'It exists already, and If-None-Match forbids that')
}

/** The preconditions of a request. */
interface Headers {
  readonly 'if-match'?: string | undefined
  readonly 'if-none-match'?: string | undefined
}

export const preconditionOf = ({ headers }: { readonly headers: Headers }): Precondition => ({
  ifMatch: headers['if-match'],
  ifNoneMatch: headers['if-none-match'],
})
