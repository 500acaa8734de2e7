import Negotiator from 'negotiator'

/** A parameter other than `q`, such as a version or a charset. */
const parameters = /;(?!\s*q\s*=)[^;,]*/gi

/**
 * The media type that the header `Accept` prefers, by its weights; the first one if it prefers none or accepts none.
 * Parameters do not tell types apart.
 */
export function preferredType<T extends string>(accept: string | undefined, types: readonly [T, ...T[]]): T {
  const headers = { accept: accept?.replace(parameters, '') }
  return (new Negotiator({ headers }).mediaType([...types]) as T | undefined) ?? types[0]
}
