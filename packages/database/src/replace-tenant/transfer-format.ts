/** What the first line of an export says it is. */
export const transferFormat = 'inkling-tenant'
export const transferVersion = 1
