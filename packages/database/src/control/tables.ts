/**
 * The tables of this schema that hold rows of tenants, children before parents. Tenants themselves are marked as
 * erased.
 */
export const controlTables = ['control.api_keys'] as const
