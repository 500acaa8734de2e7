import { expect, it } from 'vitest'
import { clusterOptions } from './cluster-options.ts'

it('a URL of a cluster names some of its nodes, and their password', () => {
  expect(clusterOptions('redis+cluster://inkling:p%40ss@10.0.0.1:7000,10.0.0.2')).toEqual({
    nodes: [
      { host: '10.0.0.1', port: 7_000 },
      { host: '10.0.0.2', port: 6_379 },
    ],
    ...{ username: 'inkling', password: 'p@ss' },
  })
  expect(clusterOptions('redis+cluster://a:1/')).toEqual({ nodes: [{ host: 'a', port: 1 }] })
})

it('rediss+cluster speaks TLS with every node', () => {
  expect(clusterOptions('rediss+cluster://:p@a')).toEqual({
    ...{ nodes: [{ host: 'a', port: 6_379 }], password: 'p', tls: {} },
  })
  expect(clusterOptions('redis+cluster://:rediss@a')).not.toHaveProperty('tls')
})

it('the URL of a single server names no cluster', () => {
  expect(clusterOptions('redis://:p@127.0.0.1:6379')).toBeUndefined()
})

it.each(['redis+cluster://', 'redis+cluster://:secret@', 'redis+cluster://:secret@host/0'])(
  'rejects %s and shows how it must be, without its password',
  (url) => {
    expect(() => clusterOptions(url)).toThrow('must be as redis+cluster://:PASSWORD@HOST')
    expect(() => clusterOptions(url)).not.toThrow('secret')
  },
)
