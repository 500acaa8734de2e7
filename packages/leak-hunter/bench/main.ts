/**
 * Attacks one tenant with the credentials of another, and prints attempts, leaks, and how to repeat each leak:
 *
 *   pnpm leak-hunter --attempts 100000                      # a private stack
 *   pnpm leak-hunter --url http://… --keys shop:ink_…,other:ink_… [--admin-key ink_…]
 *
 * The tenants of `--keys` are filled with canaries; take two that are for this alone. Ends with 1 if there is a leak.
 */
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { removeDataFolder, type Stack, startStack } from '@inkling/local'
import { type Account, type HuntOptions, huntLeaks } from '../src/index.ts'

const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(randomInt(2 ** 32)) },
    concurrency: { type: 'string', default: '8' },
    url: { type: 'string' },
    keys: { type: 'string' },
    'admin-key': { type: 'string' },
  },
})

type Outputs = NonNullable<HuntOptions['outputs']>

/** What operators see through the gateway. */
const throughGateway =
  (url: string, adminKey: string): Outputs =>
  async () => {
    const paths = ['/metrics', '/api/v1/performance/metrics', '/api/v1/performance/traces?limit=200']
    return Promise.all(
      paths.map(async (path) => {
        const answer = await fetch(url + path, { headers: { authorization: `Bearer ${adminKey}` } })
        if (!answer.ok) throw new Error(`${path} of the gateway answers ${answer.status}; use a key with ops:read`)
        return [path, await answer.text()] as const
      }),
    )
  }

async function hunt(url: string, [victim, attacker]: readonly [Account, Account], outputs?: Outputs): Promise<void> {
  const startedMs = performance.now()
  const report = await huntLeaks({
    ...{ url, victim, attacker, seed: Number(values.seed), attempts: Number(values.attempts) },
    concurrency: Number(values.concurrency),
    ...(outputs && { outputs }),
    onLeak: (leak) => console.log(JSON.stringify(leak, null, 2)),
    onProgress: (attempts, leaks) => console.error(`${attempts} attempts, ${leaks} leaks`),
  })
  const seconds = Math.round((performance.now() - startedMs) / 1_000)
  console.log(`attempts by kind: ${JSON.stringify(report.attacks)}`)
  console.log(`calls attacked: ${Object.keys(report.calls).length}`)
  console.log(`calls that never succeeded for the victim: ${report.unused.join(', ')}`)
  console.log(`answers of 429 and 503, asked again: ${report.limited}; without an answer: ${report.unanswered}`)
  console.log(`answers of 500 by call: ${JSON.stringify(report.failures)}`)
  console.log(`secrets: ${report.secrets}, of which the owner finds some in ${report.revealing.length} calls`)
  console.log(`seed ${report.seed}: ${report.attempts} attempts, ${report.leaks.length} leaks, ${seconds} s`)
  process.exitCode = report.leaks.length > 0 ? 1 : 0
}

async function onOwnStack(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-leaks-'))
  // The hunter itself is the load, and nothing else hunts meanwhile.
  const env = { LOG_LEVEL: 'info', LOAD_LEVEL: 'normal', LEAK_PROBE_SECONDS: '0' }
  const stack = await startStack({ dataDir: folder, env })
  try {
    const admin = createClient({ url: stack.url, apiKey: stack.adminKey })
    const account = async (id: string): Promise<Account> => {
      const { apiKey } = await admin.createTenant({ body: { id, plan: 'scale' } })
      return { id, key: apiKey.key }
    }
    await hunt(stack.url, [await account('victim'), await account('attacker')], ofStack(stack))
  } finally {
    await stack.stop()
    await removeDataFolder(folder)
  }
}

/** Lines of the audit log name what was changed, on purpose. */
const withoutAudit = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => !line.includes('"audit":true'))
    .join('\n')

/** Also the metrics and the log files of every process. */
const ofStack =
  ({ url, adminKey, serviceUrls, logsFolder }: Stack): Outputs =>
  async () => {
    const services = Object.entries(serviceUrls).filter(([name]) => name !== 'gateway')
    const metrics = services.map(async ([name, base]) => {
      const answer = await fetch(`${base}/metrics`)
      return [`/metrics of ${name}`, await answer.text()] as const
    })
    const logs = readdirSync(logsFolder).map((name) => [name, withoutAudit(join(logsFolder, name))] as const)
    return [...(await throughGateway(url, adminKey)()), ...(await Promise.all(metrics)), ...logs]
  }

function accountsOf(text: string): readonly [Account, Account] {
  const [victim, attacker] = text.split(',').map((pair): Account => {
    const [id = '', key = ''] = pair.split(':')
    return { id, key }
  })
  if (!victim?.key || !attacker?.key) throw new Error('--keys must be TENANT:KEY,TENANT:KEY')
  return [victim, attacker]
}

if (values.url === undefined) await onOwnStack()
else {
  const adminKey = values['admin-key']
  await hunt(
    values.url,
    accountsOf(values.keys ?? ''),
    adminKey === undefined ? undefined : throughGateway(values.url, adminKey),
  )
}
