import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { RobotId, RobotPage, RobotSession, RobotsQuery } from '../schemas/robot.ts'

export const listRobots = defineCall({
  service: 'maintenance',
  priority: 'background',
  id: 'listRobots',
  method: 'GET',
  path: '/learning/robots',
  summary: 'List sessions that are kept out of learning as those of robots',
  description: `Returns what the last training found among the sessions with 12 events or more, 10,000 at most, and
those that were cleared.

- Their events stay stored, are exported and are counted in your usage. Predictions do not learn from them.
- While you use Inkling, a session is also kept out once it looks like that of a robot; it is listed after the next
  training.`,
  scope: 'learning:read',
  idempotent: true,
  query: RobotsQuery,
  answers: { 200: RobotPage },
})

export const clearRobot = defineCall({
  service: 'maintenance',
  priority: 'background',
  id: 'clearRobot',
  method: 'DELETE',
  path: '/learning/robots/:id',
  summary: 'Undo the mark of a session as that of a robot',
  description: `The next training learns from its events again, and no training marks it any more. Calling it twice
changes nothing.`,
  scope: 'maintenance:write',
  idempotent: true,
  params: Type.Object({ id: RobotId }),
  answers: { 200: RobotSession },
})
