import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Body, calls } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { bearer, newTenant, operator } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { logLines } from '../support/log-lines.ts'
import { plantEverywhere, planted, plantRaw } from '../support/planted.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const stack = await startTestStack({
  ...stackEnvironment,
  LOG_LEVEL: 'trace',
  LOG_FILE_MAX_BYTES: '500000',
  LOG_FILES_KEPT: '50',
})
afterAll(() => stack.stop())
const { url, adminKey, serviceUrls, postgres, cacheRedis, queueRedis } = stack
const services = Object.keys(serviceUrls)
const shop = await newTenant({ plan: 'scale' }, stack)
const credentials = [shop.key, adminKey, planted.key].map((key) => bearer(key).authorization)

/** All log files of the stack, those of Postgres and Redis too. */
function logFiles(folder = dirname(stack.logsFolder)): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory() || entry.isSymbolicLink()) return entry.name === 'data' ? [] : logFiles(path)
    return /\.log(\.\d+)?$/.test(entry.name) ? [path] : []
  })
}

/** Empty if it ended in the meantime. */
function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

it('an unknown path is logged as one line without a stack or a query', async () => {
  const requestId = 'never-there'
  await fetch(`${url}/never-there?secret=1`, { headers: { 'x-request-id': requestId } })
  const found = () => logLines('gateway', stack).filter((line) => line.requestId === requestId && line.level === 'info')
  const [line] = await eventually(() => {
    expect(found()).toHaveLength(1)
    return found()
  })
  expect(line).toMatchObject({ code: 'not_found', status: 404, method: 'GET', route: 'unknown' })
  expect(JSON.stringify(line)).not.toMatch(/stack|secret=1/)
})

it('no log of the stack holds a secret or a text of a user, also not while everything fails', async () => {
  const { words, id } = planted
  await shop.call(calls.putItem, { params: { id }, body: { title: words } })
  await shop.call(calls.postEvents, { body: { type: 'view', userId: id, itemId: id } })
  await shop.call(calls.search, { body: { q: words } })
  const run = await shop.call(calls.createRun, { body: { kind: 'reindex' } })
  await eventually(() => expect(logLines('worker', stack).map(({ jobId }) => jobId)).toContain(run.body.id), 30_000)
  for (const base of Object.values(serviceUrls)) await plantRaw(base)
  await plantEverywhere(url, credentials)
  await Promise.all([postgres.stop(), cacheRedis.stop(), queueRedis.stop()])
  await plantEverywhere(url, credentials)
  await Promise.all([postgres.start(), cacheRedis.start(), queueRedis.start()])

  const files = logFiles()
  expect(files.length).toBeGreaterThanOrEqual(services.length + 3)
  const found = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    return [...Object.values(planted), shop.key, adminKey, new URL(postgres.url()).password]
      .filter((value) => text.includes(value) || text.includes(encodeURIComponent(value)))
      .map((value) => `${file} holds ${value}: ${text.split('\n').find((line) => line.includes(value))}`)
  })
  expect(found).toEqual([])
  const lines = services.flatMap((service) => logLines(service, stack))
  const refusing = lines.flatMap(({ service, code, status }) => (code && Number(status) < 500 ? [service] : []))
  expect(new Set(refusing).size).toBeGreaterThanOrEqual(4)
  expect(lines.filter(({ err }) => err).length).toBeGreaterThan(10)
}, 180_000)

it('no process shows a secret of the stack in its arguments', () => {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const argumentsOf = (pid: string | number) => readOr(`/proc/${pid}/cmdline`)
  const environment = readFileSync(`/proc/${stack.services.maintenance.pid}/environ`, 'utf8').split('\0')
  const secrets = environment.flatMap((variable) => {
    const [name = '', ...rest] = variable.split('=')
    const value = rest.join('=')
    if (/_(SECRET|PASSWORD|PASSPHRASE|KEY|TOKEN)$/.test(name)) return [value]
    return URL.canParse(value) ? [new URL(value).password] : []
  })
  const known = [...secrets, adminKey, new URL(cacheRedis.url).password].filter((secret) => secret !== '')
  expect(new Set(known).size).toBeGreaterThan(5)
  expect(argumentsOf(stack.services.maintenance.pid ?? '')).toContain('maintenance')
  const shown = pids.filter((pid) => known.some((secret) => argumentsOf(pid).includes(secret)))
  expect(shown.map(argumentsOf)).toEqual([])
})

it('every line of a request or a job has its id and its trace', () => {
  const lines = services.flatMap((service) => logLines(service, stack))
  const ofRequests = lines.filter(({ requestId, route }) => requestId !== undefined || route !== undefined)
  expect(new Set(ofRequests.map(({ service }) => service))).toEqual(new Set(services))
  expect(
    ofRequests.filter(({ requestId, traceId, msg }) => (!requestId || !traceId) && msg !== 'repeated lines'),
  ).toEqual([])
  const ofJobs = lines.filter(({ jobId, runId, service }) => service === 'worker' && (jobId || runId))
  expect(ofJobs.length).toBeGreaterThan(0)
  expect(ofJobs.filter(({ jobId, traceId }) => !jobId || !traceId)).toEqual([])
})

it('a request has one id in the lines of all services that work on it', async () => {
  const headers = { 'x-request-id': 'across-services' }
  await shop.call(calls.suggest, { body: { context: { itemIds: ['a'] } }, headers })
  await eventually(() => {
    const linesOf = (service: string) =>
      logLines(service, stack).filter(({ requestId }) => requestId === 'across-services')
    for (const service of ['gateway', 'suggestion', 'prediction']) expect(linesOf(service), service).not.toEqual([])
  })
})

it('the services rotate their log files, and no line is cut', () => {
  expect(logFiles().map((file) => basename(file))).toContain('gateway.log.1')
  expect(logLines('gateway', stack).length).toBeGreaterThan(1_000)
})

it('the log level of one service or of all changes at run time, and back by itself', async () => {
  const change = (body: Body<typeof calls.putLogLevel>) => operator(stack).call(calls.putLogLevel, { body })
  const changesOf = (service: string) => {
    const lines = logLines(service, stack).filter(({ msg }) => msg === 'log level changed')
    return lines.map(({ logLevel }) => logLevel)
  }
  const one = await change({ level: 'warn', service: 'worker', seconds: 600 })
  expect(one.body).toEqual({ level: 'warn', remainingSeconds: 600, processes: ['worker'], unreachable: [] })
  const all = await change({ level: 'debug', seconds: 1 })
  expect(all.body.processes.toSorted()).toEqual(services.toSorted())
  expect(all.body.unreachable).toEqual([])
  await eventually(() => {
    for (const service of services) expect(changesOf(service).slice(-2), service).toEqual(['debug', 'trace'])
  })
  expect(changesOf('worker')).toEqual(['warn', 'debug', 'trace'])
  expect(logLines('gateway', stack)).toContainEqual(
    expect.objectContaining({ audit: true, logLevel: 'debug', seconds: 1, keyId: expect.any(String) }),
  )
})
