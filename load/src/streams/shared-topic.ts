/** What all clients of the benchmark follow. */
export const sharedTopic = 'predictions:user:all'
