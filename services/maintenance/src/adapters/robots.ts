import { clearRobot, type Database, listRobots } from '@inkling/database'
import type { Robots } from '../routes/robots.route.ts'

export const createRobots = (database: Database): Robots => ({
  list: (caller, after, limit) => listRobots(database.of(caller), after, limit),
  clear: (caller, id) => clearRobot(database.of(caller), id),
})
