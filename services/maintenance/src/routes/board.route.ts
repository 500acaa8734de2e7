import { createBullBoard } from '@bull-board/api'
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter'
import { FastifyAdapter } from '@bull-board/fastify'
import { queueBoardPath } from '@inkling/contracts'
import type { Queue } from 'bullmq'
import type { FastifyInstance } from 'fastify'

/** Has the routes that read, and none that changes a job: runs are changed in Postgres. */
class ReadOnlyAdapter extends FastifyAdapter {
  override setApiRoutes(routes: Parameters<FastifyAdapter['setApiRoutes']>[0]): this {
    super.setApiRoutes(routes.filter(({ method }) => method === 'get'))
    return this
  }
}

/** Shows the jobs in the queues with Bull Board. */
export async function boardRoute(app: FastifyInstance, { queues }: { readonly queues: readonly Queue[] }) {
  const serverAdapter = new ReadOnlyAdapter()
  serverAdapter.setBasePath(queueBoardPath)
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter,
    options: { uiConfig: { boardTitle: 'Inkling', hideRedisDetails: true } },
  })
  await app.register(serverAdapter.registerPlugin(), { prefix: queueBoardPath })
}
