import { createInterface } from 'node:readline/promises'
import { type InstallPlan, mustInstall } from './backends/install-plan.ts'

/**
 * Asks before the system is changed; without a terminal there is nobody to ask, and being started is consent.
 * @throws StartError that says what to install, when the answer is no.
 */
export async function confirmInstall(plan: InstallPlan, yes: boolean): Promise<void> {
  const question = `${plan.missing.join(' and ')} not found. Run \`${plan.shown}\`? Its daemons are not started.`
  if (yes || !process.stdin.isTTY || !process.stdout.isTTY) return console.log(`${question} Yes.`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} [Y/n] `).finally(() => terminal.close())
  if (!/^(y(es)?)?$/i.test(answer.trim())) throw mustInstall(plan.missing, plan.shown)
}
