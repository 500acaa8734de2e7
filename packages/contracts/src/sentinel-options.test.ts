import { expect, it } from 'vitest'
import { sentinelOptions } from './sentinel-options.ts'

it('a URL of Sentinels names each of them, their master, and the passwords of both', () => {
  const url = 'redis+sentinel://inkling:p%40ss@10.0.0.1:26380,10.0.0.2/cache?sentinelPassword=s3'
  expect(sentinelOptions(url)).toEqual({
    sentinels: [
      { host: '10.0.0.1', port: 26_380 },
      { host: '10.0.0.2', port: 26_379 },
    ],
    ...{ name: 'cache', username: 'inkling', password: 'p@ss', sentinelPassword: 's3' },
  })
  expect(sentinelOptions('redis+sentinel://:p@a:1/queue')).toEqual({
    ...{ sentinels: [{ host: 'a', port: 1 }], name: 'queue', password: 'p' },
  })
})

it('the URL of a single server names no Sentinels', () => {
  expect(sentinelOptions('redis://:p@127.0.0.1:6379')).toBeUndefined()
})

it.each(['redis+sentinel://', 'redis+sentinel://:secret@10.0.0.1:26379', 'redis+sentinel://:secret@/cache'])(
  'rejects %s and shows how it must be, without its password',
  (url) => {
    expect(() => sentinelOptions(url)).toThrow('must be as redis+sentinel://:PASSWORD@HOST')
    expect(() => sentinelOptions(url)).not.toThrow('secret')
  },
)
