import { openLoop } from './open-loop.ts'
import { request, type Target } from './target.ts'

const connections = 4
const good = { perSecond: 100, seconds: 10 }

/** Events that no store can hold, each wrong in another way. */
const poison = [
  { itemId: 'i', occurredAt: `2026-11-01T12:00:00.${'1'.repeat(150)}Z` },
  { itemId: 'i', occurredAt: '2026-06-30T23:59:60Z' },
  { itemId: 'a\u0000b' },
  { itemId: '\ud800' },
  { itemId: 'i', value: 'much' },
]

/**
 * Four connections send nothing but events that cannot be stored, while the same tenant sends 100 good ones a second.
 * @returns the share of the good ones that were stored, and how many events were poison
 */
export async function measurePoison(target: Target): Promise<{ stored: number; poisoned: number }> {
  let isOver = false
  let poisoned = 0
  const attack = async () => {
    while (!isOver) {
      const event = { type: 'view', userId: 'attacker', ...poison[poisoned++ % poison.length] }
      await request(target, 'POST', '/events', { body: event })
    }
  }
  const attackers = Array.from({ length: connections }, attack)
  const answers = await openLoop(good, async (n) => {
    const { status, text } = await request(target, 'POST', '/events', {
      body: { type: 'view', userId: `user-${n}`, itemId: `item-${n % 50}` },
    })
    return status === 202 && JSON.parse(text).accepted === 1 ? status : 0
  })
  isOver = true
  await Promise.all(attackers)
  return { stored: answers.filter(({ status }) => status === 202).length / answers.length, poisoned }
}
