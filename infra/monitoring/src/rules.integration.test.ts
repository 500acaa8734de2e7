import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const cwd = fileURLToPath(new URL('../..', import.meta.url))
/** Rejects, with what it printed, if it fails. */
const run = (command: string, ...args: string[]) => promisify(execFile)(command, args, { cwd })

it('the generated rules alert when they should, and not otherwise', async () => {
  const { stdout } = await run('promtool', 'test', 'rules', 'prometheus/test/alerts.test.yml')
  expect(stdout).toContain('SUCCESS')
})

it('Prometheus and Alertmanager accept the generated settings', async () => {
  const config = await run('promtool', 'check', 'config', '--syntax-only', 'prometheus/prometheus.yml')
  expect(config.stdout).toContain('SUCCESS')
  const routes = await run('amtool', 'check-config', 'alertmanager/alertmanager.yml')
  expect(routes.stdout).toContain('SUCCESS')
})
