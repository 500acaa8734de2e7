import { basePath } from './call.ts'

/** Where the gateway shows the jobs in the queues to browsers. It is no call of the API. */
export const queueBoardPath = `${basePath}/performance/queues/board`
