/**
 * The entity tag of a version of an item. A database that was restored to a time gives versions a second time, to other
 * contents, so the tag names the cluster too.
 */
export const etagOf = (version: bigint, cluster: string): string => `"${version.toString(36)}.${cluster}"`
