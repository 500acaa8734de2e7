import { cp, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import getPort from 'get-port'
import { answersReady } from '../processes/answers-ready.ts'
import { rotateAtStart } from '../processes/rotate-at-start.ts'
import { spawnServer } from '../processes/server-process.ts'
import { supervise } from '../processes/supervise.ts'
import type { Supervised, Unit } from '../processes/unit.ts'
import { writePrivateFile } from '../secrets/write-private-file.ts'
import type { Ports } from '../stack/choose-ports.ts'
import { type Place, placeFolder } from './place-folder.ts'
import { requirePrometheus } from './require-binary.ts'

export interface MonitoringOptions {
  /** The folder of both servers; created if it is missing. */
  dir: string
  ports: Ports
  /** A key with the scope `ops:read`, with which Prometheus asks the gateway. */
  operatorKey: string
  prometheusPort?: number | undefined
  alertmanagerPort?: number | undefined
  onRestart?: Unit['onRestart']
}

export interface Monitoring {
  readonly prometheusUrl: string
  readonly alertmanagerUrl: string
  stop(): Promise<void>
}

const host = '127.0.0.1'
const generated = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url))

/** Starts Prometheus and Alertmanager on the loopback interface, with our rules; resolves when both are ready. */
export async function startMonitoring(options: MonitoringOptions): Promise<Monitoring> {
  const binaries = await requirePrometheus()
  const place = await placeFolder(options.dir)
  // The port for messages between Alertmanagers stays closed.
  const alertmanagerPort = options.alertmanagerPort ?? (await getPort({ host }))
  const prometheusPort = options.prometheusPort ?? (await getPort({ host }))
  await writeSettings(place, options, alertmanagerPort)
  const server = serverIn(place, options.onRestart)
  const alertmanager = server('alertmanager', binaries.alertmanager, alertmanagerPort, [
    `--config.file=${join(place.path, 'alertmanager.yml')}`,
    `--storage.path=${join(place.path, 'alertmanager')}`,
    '--cluster.listen-address=',
  ])
  const prometheus = server('prometheus', binaries.prometheus, prometheusPort, [
    `--config.file=${join(place.path, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(place.path, 'prometheus')}`,
    '--enable-feature=exemplar-storage',
  ])
  await Promise.all([alertmanager.start(), prometheus.start()])
  return {
    prometheusUrl: `http://${host}:${prometheusPort}`,
    alertmanagerUrl: `http://${host}:${alertmanagerPort}`,
    stop: async () => {
      await Promise.all([prometheus.stop(), alertmanager.stop()])
    },
  }
}

async function writeSettings({ path, identity }: Place, options: MonitoringOptions, alertmanagerPort: number) {
  const { gateway, ...services } = options.ports
  const targets = (ports: Partial<Ports>) =>
    JSON.stringify(
      Object.entries(ports).map(([service, all]) => ({
        targets: all.map((port) => `${host}:${port}`),
        labels: { service },
      })),
    )
  for (const name of ['prometheus.yml', 'recording-rules.yml', 'alert-rules.yml'])
    await cp(generated(`prometheus/${name}`), join(path, name))
  await cp(generated('alertmanager/alertmanager.yml'), join(path, 'alertmanager.yml'))
  await writeFile(join(path, 'gateway.json'), targets({ gateway }))
  await writeFile(join(path, 'services.json'), targets(services))
  await writeFile(join(path, 'alertmanagers.json'), JSON.stringify([{ targets: [`${host}:${alertmanagerPort}`] }]))
  await writePrivateFile(join(path, 'gateway.key'), options.operatorKey, identity)
}

const serverIn =
  ({ path, identity }: Place, onRestart: Unit['onRestart']) =>
  (name: string, command: string, port: number, args: readonly string[]): Supervised => {
    const logFile = join(path, `${name}.log`)
    return supervise({
      name,
      onRestart,
      startAttempts: 1,
      logFile,
      launch: async () => {
        await mkdir(dirname(logFile), { recursive: true })
        await rotateAtStart(logFile)
        return spawnServer({
          command,
          args: [...args, `--web.listen-address=${host}:${port}`],
          cwd: path,
          env: {},
          logFile,
          identity,
          stopSignal: 'SIGTERM',
          stopTimeoutMs: 10_000,
        })
      },
      whenReady: (ended) => answersReady(`http://${host}:${port}/-/ready`, ended),
    })
  }
