/** The tables of this schema that hold rows of tenants. */
export const operationsTables = ['operations.runs', 'operations.cache'] as const
