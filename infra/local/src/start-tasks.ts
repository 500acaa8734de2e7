import { join } from 'node:path'
import { buildConsole } from '@inkling/console/build'
import { type DemoTarget, isDemoLoaded, loadDemo } from '@inkling/demo'
import { Listr, type ListrTask, PRESET_TIMER } from 'listr2'
import type { Arguments } from './arguments.ts'
import { type InstallPlan, install, planInstall } from './backends/install-plan.ts'
import { type Monitoring, startMonitoring } from './backends/start-monitoring.ts'
import { readConfig, readMonitoringPorts } from './config.ts'
import { confirmInstall } from './confirm-install.ts'
import type { Supervised } from './processes/unit.ts'
import type { Secrets } from './secrets/read-secrets.ts'
import { compileCacheOf, compileServices } from './services/compile-services.ts'
import type { Ports } from './stack/choose-ports.ts'
import { prepareDatabase } from './stack/prepare-database.ts'
import { type Backends, startBackends } from './stack/start-backends.ts'
import { processesOf, superviseServices } from './stack/supervise-services.ts'
import type { Teardown } from './stack/teardown.ts'

export interface TaskOptions extends Pick<Arguments, 'dataDir' | 'prometheus' | 'pgbouncer' | 'readReplica' | 'yes'> {
  secrets: Secrets
  ports: Ports
  access: Pick<DemoTarget, 'url' | 'apiKey'>
  teardown: Teardown
  /** Called with the processes of all services before they start. */
  onServices: (processes: readonly Supervised[]) => void
}

/** The results of a task that later tasks use. */
interface Started {
  backends: Backends
  monitoring?: Monitoring
  /** The origins whose pages may use the demo. */
  demoOrigins: readonly string[]
}

/** The steps of a start, as a list that the terminal shows while they run. */
export async function startTasks(options: TaskOptions): Promise<Listr<Started>> {
  const { dataDir, secrets, teardown } = options
  const given = readConfig()
  const plan = await planInstall([
    ...(given.databaseUrl ? [] : ['postgres' as const]),
    ...(given.redisUrl ? [] : ['redis' as const]),
    ...(options.prometheus ? ['prometheus' as const] : []),
    ...(options.pgbouncer ? ['pgbouncer' as const] : []),
  ])
  if (plan) await confirmInstall(plan, options.yes)
  // Only beside what Inkling cannot do without: otherwise each start of a machine without network would try it again.
  const backupPlan = plan && !given.databaseUrl ? await planBackupEngine(options.yes) : undefined
  const tasks: ListrTask<Started>[] = [
    {
      title: 'Postgres and Redis',
      task: async (started) => {
        started.backends = await startBackends(
          {
            ...{ dataDir, durable: true, given, readReplica: options.readReplica, onRestart: announceRestart },
            backupPassphrase: secrets.backupPassphrase,
            pooledFor: options.pgbouncer ? secrets.passwords : undefined,
          },
          teardown,
        )
      },
    },
    {
      title: 'Database schema',
      task: async (started) => {
        started.demoOrigins = await prepareDatabase(started.backends.ownerUrl, secrets)
      },
    },
    {
      title: 'Console, and compiled services',
      // Inkling works without them; the next start tries again.
      exitOnError: false,
      task: async () => void (await Promise.all([buildConsole(), compileServices(compileCacheOf(dataDir))])),
    },
    {
      title: 'Services',
      task: ({ backends }, task) => task.newListr(serviceTasks(backends, options), { concurrent: true }),
    },
    ...(options.prometheus ? [monitoringTask(options)] : []),
    {
      title: 'Demo data',
      skip: () => isDemoLoaded(dataDir),
      // Inkling works without demo data; the next start tries again.
      exitOnError: false,
      task: (_, task) => loadDemo({ dataDir, ...options.access }, progressOf(task)),
    },
  ]
  return new Listr<Started>(
    [
      ...(plan ? [installTask(plan)] : []),
      // Inkling works without backups, and says so at the end.
      ...(backupPlan ? [{ ...installTask(backupPlan), exitOnError: false }] : []),
      ...tasks,
    ],
    display,
  )
}

const display = {
  registerSignalListeners: false,
  // The list cannot be drawn on a terminal of unknown width.
  fallbackRendererCondition: () => !process.stdout.columns,
  rendererOptions: { collapseSubtasks: false, timer: PRESET_TIMER },
  fallbackRendererOptions: { timer: PRESET_TIMER },
}

/** Undefined if it is here, cannot be installed, or is not wanted. */
const planBackupEngine = (yes: boolean): Promise<InstallPlan | undefined> =>
  planInstall(['pgbackrest'])
    .then(async (plan) => {
      if (plan) await confirmInstall(plan, yes)
      return plan
    })
    .catch(() => undefined)

function installTask(plan: InstallPlan): ListrTask<Started> {
  return { title: plan.shown, task: (_, task) => install(plan, progressOf(task)) }
}

const monitoringTask = ({ dataDir, secrets, ports, teardown }: TaskOptions): ListrTask<Started> => ({
  title: 'Prometheus and Alertmanager',
  task: async (started) => {
    const dir = join(dataDir, 'monitoring')
    const monitoring = await startMonitoring({
      dir,
      ports,
      operatorKey: secrets.operatorKey,
      ...readMonitoringPorts(),
      onRestart: announceRestart,
    })
    teardown.add(() => monitoring.stop())
    started.monitoring = monitoring
  },
})

function serviceTasks(backends: Backends, options: TaskOptions): ListrTask<Started>[] {
  const { dataDir, secrets, ports, teardown } = options
  const services = superviseServices({ dataDir, ...backends, secrets, ports }, teardown, announceRestart)
  options.onServices(processesOf(services))
  return processesOf(services).map((each) => ({ title: each.name, task: () => each.start() }))
}

function announceRestart(name: string, exit: string, delayMs: number) {
  console.log(`  ${exit}; ${name} restarts in ${delayMs} ms.`)
}

/** A log that is no terminal gets one line of a step's progress per ten seconds. */
const lineEveryMs = 10_000

/** Returns a function that shows the latest line of a step's progress. */
function progressOf(task: { output: string | unknown }): (line: string) => void {
  let shownAtMs = Number.NEGATIVE_INFINITY
  return (line) => {
    const nowMs = performance.now()
    if (!process.stdout.isTTY && nowMs - shownAtMs < lineEveryMs) return
    shownAtMs = nowMs
    task.output = line
  }
}
