import { expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'

it('without arguments, start uses port 8080 and the folder .inkling', () => {
  expect(parseArguments([], '/project')).toEqual({
    port: 8080,
    dataDir: '/project/.inkling',
    prometheus: false,
    yes: false,
    help: false,
  })
})

it('arguments may follow the -- that pnpm passes on', () => {
  const parsed = parseArguments(
    ['--', '--port', '9000', '--data', 'elsewhere', '--with', 'prometheus', '--yes'],
    '/project',
  )
  expect(parsed).toEqual({ port: 9000, dataDir: '/project/elsewhere', prometheus: true, yes: true, help: false })
})

it.each(['80', '65536', 'http', '8080.5', ''])('start rejects port %s and names it', (port) => {
  expect(() => parseArguments(['--port', port], '/project')).toThrow(`--port is ${port}`)
})

it('start runs nothing else than Prometheus with it', () => {
  expect(() => parseArguments(['--with', 'grafana'], '/project')).toThrow('--with is grafana')
})

it('start rejects an unknown option', () => {
  expect(() => parseArguments(['--prot', '9000'], '/project')).toThrow("Unknown option '--prot'")
})
