import { execaSync } from 'execa'
import { expect, it } from 'vitest'
import { welcome } from './welcome.ts'

const text = welcome({
  url: 'http://127.0.0.1:8080',
  tenant: 'demo',
  apiKey: 'ink_1_2',
  pageKey: 'ink_3_4',
  allowedOrigins: ['http://localhost:3000'],
  logsFolder: '/data/logs',
  localFile: '/data/local.json',
})
const requests = text.split('\n').filter((line) => line.startsWith('curl '))

/** The arguments that a shell passes to curl. */
const argumentsOf = (line: string) =>
  execaSync('/bin/sh', ['-c', `curl() { for a in "$@"; do echo "$a"; done; }; ${line}`]).stdout.split('\n')

it('the welcome text has three requests, each on one line', () => {
  expect(requests.map((line) => argumentsOf(line).find((argument) => argument.startsWith('http')))).toEqual([
    'http://127.0.0.1:8080/api/v1/predictions',
    'http://127.0.0.1:8080/api/v1/suggestions',
    'http://127.0.0.1:8080/api/v1/search?q=job+that+keeps+failing&limit=3',
  ])
})

it('the requests of the welcome text pass the key and the JSON body through a shell', () => {
  for (const line of requests) expect(argumentsOf(line)).toContain('Authorization: Bearer ink_1_2')
  const body = argumentsOf(requests[0] ?? '').at(-1) ?? ''
  expect(JSON.parse(body)).toEqual({ userId: 'on-call-01', limit: 3 })
})

it('the welcome text shows which pages may call, and the command that allows more', () => {
  expect(text).toContain('Origins   http://localhost:3000')
  expect(text).toContain('inkling tenants allow-origin demo 3 ORIGIN')
})
