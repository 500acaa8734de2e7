/**
 * Sends requests that schemathesis makes up from /openapi.json to a private stack, and checks each answer against the
 * document. Further arguments go to schemathesis.
 *
 *   pnpm schemathesis --max-examples 50
 *
 * It takes `schemathesis` from the PATH, or else `uvx` (https://docs.astral.sh/uv, or `pip install uv`), which fetches
 * it.
 */
import { createClient } from '@inkling/client'
import { startTestStack } from '@inkling/testing'
import { execa } from 'execa'

const version = '4.32.5'
/** Calls that make the gateway refuse other calls. */
const refusing = ['putLoadLevel', 'injectFault', 'createSecurityBlock', 'putSecurityNetwork', 'putSecurityRule']

const isOnPath = async (command: string) => !(await execa(command, ['--version'], { reject: false })).failed

const isInstalled = await isOnPath('schemathesis')
const [command = '', ...before] = isInstalled ? ['schemathesis'] : ['uvx', `schemathesis@${version}`]
if (!(await isOnPath(command))) {
  console.error('Install schemathesis, such as by `pip install schemathesis`, or `uv`, and start again.')
  process.exit(1)
}

const stack = await startTestStack({ ANONYMOUS_PER_MINUTE: '1000000', PUBLIC_PER_MINUTE: '1000000' })
try {
  const { url, adminKey } = stack
  const operator = createClient({ url, apiKey: adminKey })
  const { apiKey } = await operator.createTenant({ body: { id: 'schemathesis', plan: 'scale' } })
  const env = { API_KEY: apiKey.key, ADMIN_KEY: adminKey }
  const options = { stdio: 'inherit', cwd: import.meta.dirname, env, reject: false } as const
  const operations = ['Performance', 'Security']
  const administration = ['Administration']
  const all = (option: string, names: readonly string[]) => names.map((name) => `${option}=${name}`)
  // Administration deletes the tenant of the other calls. The last calls make the gateway refuse all that follow.
  const choices = [
    all('--exclude-tag', [...operations, ...administration]),
    [...all('--include-tag', operations), ...all('--exclude-operation-id', refusing)],
    all('--include-tag', administration),
    all('--include-operation-id', refusing),
  ]
  for (const choice of choices) {
    const args = ['--config-file', 'schemathesis.toml', 'run', `${url}/openapi.json`, ...choice]
    const { exitCode = 1 } = await execa(command, [...before, ...args, ...process.argv.slice(2)], options)
    process.exitCode ||= exitCode
  }
} finally {
  await stack.stop()
}
