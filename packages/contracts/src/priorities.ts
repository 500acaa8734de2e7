export const priorities = ['critical', 'normal', 'background'] as const
/** How important the answer is to those who wait for it. */
export type Priority = (typeof priorities)[number]
