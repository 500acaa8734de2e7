/** The entity tag of a version of an item. */
export const etagOf = (version: bigint): string => `"${version.toString(36)}"`
