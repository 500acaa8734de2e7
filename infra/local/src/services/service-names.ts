/** All services. They are stopped in the reverse order. */
export const serviceNames = ['worker', 'maintenance', 'prediction', 'search', 'suggestion', 'gateway'] as const

export type ServiceName = (typeof serviceNames)[number]
