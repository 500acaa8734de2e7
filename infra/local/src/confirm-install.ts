import { createInterface } from 'node:readline/promises'
import { type InstallPlan, mustInstall } from './backends/install-plan.ts'

/**
 * Asks before it changes the system. Without a terminal it cannot ask, and takes the start itself as consent.
 * @throws StartError that says what to install, if the answer is no.
 */
export async function confirmInstall(plan: InstallPlan, yes: boolean): Promise<void> {
  const question = `${plan.missing.join(' and ')} not found. Run \`${plan.shown}\`? It starts no daemons.`
  if (yes || !process.stdin.isTTY || !process.stdout.isTTY) return console.log(`${question} Yes.`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} [Y/n] `).finally(() => terminal.close())
  if (!/^(y(es)?)?$/i.test(answer.trim())) throw mustInstall(plan.missing, plan.shown)
}
