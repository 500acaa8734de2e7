/** By the global timer, so that a test can advance the time instead of waiting. */
export const wait = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs))
