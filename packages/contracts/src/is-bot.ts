import { isbot } from 'isbot'

const maxRemembered = 10_000
/** No browser has a longer one. Of a longer one only the beginning is looked at, and nothing is remembered. */
const maxLength = 512
const remembered = new Map<string, boolean>()

/**
 * Whether a user agent names a robot, by the patterns of isbot: crawlers, headless browsers, monitors, HTTP libraries.
 * Answers are remembered, because matching takes a microsecond and agents repeat. An empty agent is no robot.
 */
export function isBot(agent: string): boolean {
  if (agent.length > maxLength) return isbot(agent.slice(0, maxLength))
  const known = remembered.get(agent)
  if (known !== undefined) return known
  if (remembered.size >= maxRemembered) remembered.clear()
  const answer = isbot(agent)
  remembered.set(agent, answer)
  return answer
}
