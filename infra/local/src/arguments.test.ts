import { expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'

it('without arguments, start uses port 8080 and the folder .inkling', () => {
  expect(parseArguments([], '/project')).toEqual({
    port: 8080,
    dataDir: '/project/.inkling',
    replicas: {},
    prometheus: false,
    pgbouncer: false,
    readReplica: false,
    yes: false,
    help: false,
  })
})

it('arguments may follow the -- that pnpm passes on', () => {
  const parsed = parseArguments(
    ['--', '--port', '9000', '--data', 'elsewhere', '--with', 'prometheus, pgbouncer,read-replica', '--yes'],
    '/project',
  )
  expect(parsed).toEqual({
    ...{ port: 9000, dataDir: '/project/elsewhere', replicas: {} },
    ...{ prometheus: true, pgbouncer: true, readReplica: true, yes: true, help: false },
  })
})

it.each(['80', '65536', 'http', '8080.5', ''])('start rejects port %s and names it', (port) => {
  expect(() => parseArguments(['--port', port], '/project')).toThrow(`--port is ${port}`)
})

it('start runs only what it knows beside itself', () => {
  expect(() => parseArguments(['--with', 'prometheus,grafana'], '/project')).toThrow('--with has grafana')
})

it('several processes of a service run if the arguments say so', () => {
  const { replicas } = parseArguments(['--replicas', 'prediction=2, search=3,gateway=1'], '/project')
  expect(replicas).toEqual({ prediction: 2, search: 3, gateway: 1 })
})

it.each([
  'gatway=2',
  'gateway',
  'gateway=0',
  'gateway=9',
  'gateway=1.5',
  'gateway=-1',
  'gateway=2,',
  'gateway=2,gateway=2',
])('start rejects the replicas %s and names the part that is wrong', (replicas) => {
  const part = replicas.split(',').at(-1)
  expect(() => parseArguments(['--replicas', replicas], '/project')).toThrow(`--replicas has the part "${part}"`)
})

it('start rejects an unknown option', () => {
  expect(() => parseArguments(['--prot', '9000'], '/project')).toThrow("Unknown option '--prot'")
})
