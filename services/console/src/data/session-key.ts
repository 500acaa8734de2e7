/** The key of the session among the answers that the console holds. */
export const sessionKey = ['session'] as const
