/** All services. They are stopped in the reverse order. */
export const serviceNames = ['worker', 'maintenance', 'prediction', 'search', 'suggestion', 'gateway'] as const

export type ServiceName = (typeof serviceNames)[number]

/** How many processes of each service; one of those that are not named. */
export type ReplicaCounts = Readonly<Partial<Record<ServiceName, number>>>
