export const priorities = ['critical', 'normal', 'background'] as const
/**
 * How important the answer is to those who wait for it. Critical are events and predictions, and what engineers on call
 * look at and do while there is too much work.
 */
export type Priority = (typeof priorities)[number]
