/** In the order they are started; they are stopped in the reverse. */
export const serviceNames = ['worker', 'maintenance', 'prediction', 'search', 'suggestion', 'gateway'] as const

export type ServiceName = (typeof serviceNames)[number]
