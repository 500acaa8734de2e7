import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Arguments } from './arguments.ts'
import { claimFolder } from './claim-folder.ts'
import { demoTenant } from './database/bootstrap.ts'
import type { Supervised } from './processes/unit.ts'
import { restartOnSignal } from './rolling/restart-on-signal.ts'
import { readSecrets } from './secrets/read-secrets.ts'
import { writePrivateFile } from './secrets/write-private-file.ts'
import { urlOf } from './services/service-environment.ts'
import { choosePorts } from './stack/choose-ports.ts'
import { logsFolderOf } from './stack/supervise-services.ts'
import type { Teardown } from './stack/teardown.ts'
import { startTasks } from './start-tasks.ts'
import { welcome } from './welcome.ts'

/** Starts everything, shows each step, and prints how to use it. `teardown` stops what was started. */
export async function start(args: Arguments, teardown: Teardown): Promise<void> {
  const { dataDir, port, replicas } = args
  teardown.add(await claimFolder(dataDir))
  const localFile = join(dataDir, 'local.json')
  // The file exists only while the gateway runs.
  const removeLocalFile = () => rm(localFile, { force: true })
  await removeLocalFile()
  const secrets = await readSecrets(dataDir)
  const ports = await choosePorts(port, replicas)
  const [gateway, ...otherGateways] = ports.gateway
  const url = urlOf(gateway)
  const access = { url, tenant: demoTenant, apiKey: secrets.demoKey }

  const onServices = (processes: readonly Supervised[]) => restartOnSignal(dataDir, processes)
  const tasks = await startTasks({ ...args, secrets, ports, access, teardown, onServices })
  const { backends, demoOrigins, monitoring } = await tasks.run()
  // A signal has stopped everything meanwhile.
  if (teardown.hasBegun) return

  teardown.add(removeLocalFile)
  await writePrivateFile(localFile, JSON.stringify({ ...access, adminKey: secrets.operatorKey }, null, 2))
  const page = { pageKey: secrets.demoPageKey, allowedOrigins: demoOrigins }
  console.log(welcome({ ...access, ...page, localFile, logsFolder: logsFolderOf(dataDir) }))
  if (monitoring)
    console.log(`    Prometheus  ${monitoring.prometheusUrl}\n    Alerts      ${monitoring.alertmanagerUrl}\n`)
  if (backends.backupFolder && !backends.hasPgBackRest)
    console.log('  Backups are whole, and neither compressed nor encrypted: install the package pgbackrest.\n')
  if (otherGateways.length > 0) console.log(`  Other gateways: ${otherGateways.map(urlOf).join(', ')}\n`)
  if (gateway !== port) console.log(`  Port ${port} is in use by another program; the gateway uses ${gateway}.\n`)
}
