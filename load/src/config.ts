/** The key of a tenant for a running gateway. In the environment no list of processes shows it. */
export const readKey = (): string | undefined => process.env.INKLING_KEY
