import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { baseConfig } from './base-config.ts'
import { parseConfig } from './parse-config.ts'

const schema = Type.Object(baseConfig)
const enough = { SIGNING_SECRET: 's'.repeat(32), DATABASE_URL: 'postgres://localhost/inkling' }

/** The lines of the error, by variable. */
function faults(environment: Record<string, string>): Record<string, string> {
  try {
    parseConfig(schema, environment)
  } catch (error) {
    const lines = (error as Error).message.split('\n').slice(1)
    return Object.fromEntries(lines.map((line) => [line.trim().split(':')[0], line]))
  }
  return {}
}

describe('what is configured', () => {
  it('returns the variables of the schema, with defaults and nothing else', () => {
    const optional = [
      'AUDIT_SECRET',
      'LOG_FILE',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'REQUEST_SECRETS_FILE',
      'TRACE_STORE_URL',
      'NODE_ENV',
      'FAULT_INJECTION',
      'CACHE_REDIS_URL',
      'DIRECT_DATABASE_URL',
      'READ_DATABASE_URLS',
    ]
    const always = Object.keys(schema.properties).filter((name) => !optional.includes(name))
    const config = parseConfig(schema, { ...enough, PORT: '8080', HOME: '/root' })
    expect(config).toMatchObject({ ...enough, HOST: '127.0.0.1', PORT: 8080, LOG_LEVEL: 'info', DATABASE_POOL: 10 })
    expect(Object.keys(config).toSorted()).toEqual(always.toSorted())
  })

  it('uses the default of a variable that is empty', () => {
    expect(parseConfig(schema, { ...enough, DATABASE_POOL: '' }).DATABASE_POOL).toBe(10)
  })
})

describe('what is wrong', () => {
  it('names every wrong variable at once, with its value and what it must be', () => {
    const found = faults({ ...enough, PORT: '99999', DRAIN_MS: 'long', LOG_LEVEL: 'loud' })
    expect(Object.keys(found).sort()).toEqual(['DRAIN_MS', 'LOG_LEVEL', 'PORT'])
    expect(found.PORT).toContain('Must be at most 65535, got "99999"')
    expect(found.DRAIN_MS).toContain('Must be a whole number, got "long"')
    expect(found.LOG_LEVEL).toContain('Must be one of trace, debug, info, warn, error, fatal, silent, got "loud"')
  })

  it('says what a wrong or missing variable is for', () => {
    const found = faults({})
    expect(found.DATABASE_URL).toContain('required')
    expect(found.SIGNING_SECRET).toContain('Shared by all services')
    expect(found.DATABASE_URL).not.toContain('got')
  })

  it('never shows the value of a secret', () => {
    const keyed = Type.Object({ PROVIDER_API_KEY: Type.String({ maxLength: 1 }) })
    expect(() => parseConfig(keyed, { PROVIDER_API_KEY: 'hunter2' })).toThrow(/PROVIDER_API_KEY(?!.*hunter2)/)
    expect(faults({ ...enough, SIGNING_SECRET: 'hunter2' }).SIGNING_SECRET).toMatch(
      /at least 32 characters(?!.*hunter2)/,
    )
  })
})
