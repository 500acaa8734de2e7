import type { PolicySettings } from './policy.ts'

/** @throws RangeError that names the policy, the setting, its value and its range */
export function checkSettings(name: string, settings: PolicySettings): PolicySettings {
  const least = { queued: 0, retries: 0, retryBudget: 0 }
  const most = { retryBudget: 1, minConcurrent: settings.concurrent }
  for (const [setting, value] of Object.entries(settings)) {
    const [from, to] = [least[setting as keyof typeof least] ?? 1, most[setting as keyof typeof most] ?? Infinity]
    if (!(value >= from && value <= to))
      throw new RangeError(`${setting} of the policy ${name} must be ${from} to ${to}, got ${value}`)
  }
  return settings
}
