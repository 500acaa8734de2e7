import { calls, type RobotSession } from '@inkling/contracts'
import { audit, type Caller, cursors, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface Robots {
  /** At most `limit` after an id, by id. */
  list(caller: Caller, after: string | undefined, limit: number): Promise<RobotSession[]>
  /** @throws InklingError not_found */
  clear(caller: Caller, id: string): Promise<RobotSession>
}

export interface RobotsOptions {
  readonly robots: Robots
  readonly secret: string
}

const defaultLimit = 50

/** The sessions that are kept out of learning. */
export async function robotsRoute(app: FastifyInstance, { robots, secret }: RobotsOptions): Promise<void> {
  implement(app, calls.listRobots, async ({ query: { cursor: given, limit = defaultLimit }, ...caller }) => {
    const cursor = cursors<string>(secret, 'robots', caller.principal.tenantId)
    const after = given ? cursor.decode(given) : undefined
    return cursor.page(await robots.list(caller, after, limit + 1), limit, ({ id }) => id)
  })

  implement(app, calls.clearRobot, async ({ params: { id }, ...caller }) => {
    const cleared = await robots.clear(caller, id)
    audit(caller, 'robot cleared', { robot: id })
    return cleared
  })
}
