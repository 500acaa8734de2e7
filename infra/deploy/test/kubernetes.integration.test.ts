import { serviceNames } from '@inkling/local'
import { expect, it } from 'vitest'
import { type Manifest, renderChart, validate } from './render-chart.ts'

const canary = { services: { gateway: { canary: { replicas: 1, tag: 'new' } } } }
const manifests = await renderChart({ ...canary, ingress: { host: 'api.example.com' } })
const ofKind = (...kinds: string[]) => manifests.filter(({ kind }) => kinds.includes(kind))
const workloads = ofKind('Deployment', 'StatefulSet')
const pods = ofKind('Deployment', 'StatefulSet', 'Job').map(({ spec }) => spec.template)
const labelOf = (service: string) => ({ 'app.kubernetes.io/name': service })
const find = (kind: string, name: string) => ofKind(kind).find(({ metadata }) => metadata.name === `inkling-${name}`)
const environmentOf = (workload: Manifest | undefined) => workload?.spec.template.spec.containers[0]?.env ?? []

it.each(['1.29', '1.37'])('the manifests fit the schemas of Kubernetes %s', async (version) => {
  // The schema of a ServiceMonitor is not part of Kubernetes.
  await validate(
    manifests.filter(({ kind }) => kind !== 'ServiceMonitor'),
    version,
  )
})

it('every service has a workload', () => {
  const names = new Set(workloads.map(({ spec }) => spec.template.metadata.labels['app.kubernetes.io/name']))
  expect(names).toEqual(new Set(serviceNames))
})

it('no container runs as root, writes to its image, or has capabilities', () => {
  for (const { spec } of pods) {
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    for (const { securityContext } of spec.containers)
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
  }
})

it('every container has requests and a limit of memory', () => {
  for (const { resources } of pods.flatMap(({ spec }) => spec.containers))
    expect(resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    })
})

it('every workload has its probes, a budget, a spread over machines, and a policy of who may call it', () => {
  for (const { spec } of workloads) {
    const { labels } = spec.template.metadata
    expect(spec.template.spec.containers[0]).toMatchObject({
      startupProbe: { httpGet: { path: '/livez' } },
      livenessProbe: { httpGet: { path: '/livez' } },
      readinessProbe: { httpGet: { path: '/readyz' } },
    })
    expect(spec.template.spec.topologySpreadConstraints).toHaveLength(2)
    const selects = (selector: unknown) =>
      expect(labels).toMatchObject((selector as { matchLabels: Record<string, string> }).matchLabels)
    const service = labels['app.kubernetes.io/name'] ?? ''
    selects(find('PodDisruptionBudget', service)?.spec.selector)
    selects(find('NetworkPolicy', service)?.spec.podSelector)
    selects({ matchLabels: find('Service', service)?.spec.selector })
  }
})

it('no secret stands in a manifest', () => {
  const variables = pods.flatMap(({ spec }) => spec.containers).flatMap(({ env }) => env)
  const secret = variables.filter(({ name }) => /SECRET|PASSWORD|KEY|REDIS_URL|OWNER/.test(name))
  expect(secret.length).toBeGreaterThan(serviceNames.length)
  for (const { value, valueFrom } of secret) {
    expect(value).toBeUndefined()
    expect(valueFrom).toHaveProperty('secretKeyRef')
  }
  const urls = variables.filter(({ name }) => name === 'DATABASE_URL')
  for (const { value } of urls) expect(value).toContain(':$(DATABASE_PASSWORD)@')
})

it('a service is reached only by those that call it', () => {
  const callersOf = (service: string) => {
    const rules = find('NetworkPolicy', service)?.spec.ingress as { from: { podSelector?: object }[] }[] | undefined
    return rules?.flatMap(({ from }) => from).flatMap(({ podSelector }) => podSelector ?? [])
  }
  const selector = (service: string) => ({ matchLabels: expect.objectContaining(labelOf(service)) })
  expect(callersOf('suggestion')).toEqual(['gateway', 'maintenance'].map(selector))
  expect(callersOf('worker')).toEqual(['gateway', 'maintenance'].map(selector))
  expect(callersOf('gateway')).toEqual([selector('maintenance')])
})

it('each process of a service with homes has a URL of its own', async () => {
  const scaled = await renderChart({ services: { prediction: { replicas: 2 } } })
  const gateway = scaled.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'inkling-gateway')
  const url = environmentOf(gateway).find(({ name }) => name === 'PREDICTION_URL')?.value
  const process = (n: number) => `http://inkling-prediction-${n}.inkling-prediction:8080`
  expect(url).toBe(`${process(0)},${process(1)}`)
})

it('a pooler, read replicas and a content network are settings, and their passwords come from the Secret', async () => {
  const given = await renderChart({
    postgres: { pooler: 'pgbouncer:6432/inkling?prepare=false', replicas: ['a:5432/inkling', 'b:5432/inkling'] },
    cdn: { purgeUrl: 'http://varnish:6081/purge', tokenKey: 'PURGE_TOKEN' },
  })
  await validate(
    given.filter(({ kind }) => kind !== 'ServiceMonitor'),
    '1.37',
  )
  const workload = (name: string) =>
    given.find((each) => each.metadata.name === `inkling-${name}` && each.spec.template)
  const valuesOf = (name: string) =>
    Object.fromEntries(environmentOf(workload(name)).map((each) => [each.name, each.value ?? each.valueFrom]))
  const login = 'postgres://inkling_search:$(DATABASE_PASSWORD)@'
  expect(valuesOf('search')).toMatchObject({
    DATABASE_URL: `${login}pgbouncer:6432/inkling?prepare=false`,
    DIRECT_DATABASE_URL: `${login}postgres:5432/inkling?sslmode=require`,
    READ_DATABASE_URLS: `${login}a:5432/inkling,${login}b:5432/inkling`,
    READ_STALENESS_MS: '2000',
  })
  expect(valuesOf('gateway')).toMatchObject({
    CDN_PURGE_URL: 'http://varnish:6081/purge',
    CDN_MAX_AGE: '60',
    CDN_PURGE_TOKEN: { secretKeyRef: { name: 'inkling', key: 'PURGE_TOKEN' } },
  })
  expect(valuesOf('search')).not.toHaveProperty('CDN_PURGE_URL')
})

it('without them, a service has none of these settings', () => {
  const names = workloads.flatMap((workload) => environmentOf(workload)).map(({ name }) => name)
  for (const name of ['DIRECT_DATABASE_URL', 'READ_DATABASE_URLS', 'READ_STALENESS_MS', 'CDN_PURGE_URL'])
    expect(names).not.toContain(name)
})

it('the gateway grows by calls in flight and the worker by the age of its queue, beside processor and memory', () => {
  const metricsOf = (service: string) => JSON.stringify(find('HorizontalPodAutoscaler', service)?.spec.metrics)
  for (const service of ['gateway', 'worker']) {
    expect(metricsOf(service)).toContain('"cpu"')
    expect(metricsOf(service)).toContain('"memory"')
  }
  expect(metricsOf('gateway')).toContain('inkling_policy_in_flight')
  expect(metricsOf('worker')).toContain('inkling_oldest_waiting_job_seconds')
})

it('the database is prepared before anything else changes', () => {
  expect(find('Job', 'prepare')?.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' })
})

it('a canary runs another image behind the same Service, and its metrics tell it apart', () => {
  const [stable, other] = ['gateway', 'gateway-canary'].map((name) => find('Deployment', name)?.spec.template)
  expect(other?.metadata.labels).toEqual({ ...stable?.metadata.labels, track: 'canary' })
  expect(other?.spec.containers[0]).toMatchObject({ ...stable?.spec.containers[0], image: 'inkling:new' })
  expect(find('Job', 'prepare')?.spec.template.spec.containers[0]).toMatchObject({ image: 'inkling:new' })
  expect(find('ServiceMonitor', 'gateway')?.spec.podTargetLabels).toEqual(['track'])
})
