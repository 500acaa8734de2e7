import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { createLogger } from '../../../packages/telemetry/src/create-logger.ts'
import { inSpan } from '../../../packages/telemetry/src/in-span.ts'
import { startTracing } from '../../../packages/telemetry/src/start-tracing.ts'
import { collectorConfig } from './collector.ts'

const written = parse(readFileSync(new URL('../../otel/collector.yml', import.meta.url), 'utf8'))

it('the collector has all parts that its pipelines name, and uses each', () => {
  expect(written).toEqual(collectorConfig)
  for (const kind of ['receivers', 'processors', 'exporters'] as const) {
    const used = Object.values(collectorConfig.service.pipelines).flatMap((pipeline) => pipeline[kind])
    expect(new Set(used)).toEqual(new Set(Object.keys(collectorConfig[kind])))
  }
})

it('the collector reads fields that log lines have, and their times', async () => {
  await startTracing({ service: 'inkling-test' })
  const lines: string[] = []
  const logger = createLogger({ service: 'test', level: 'info' }, { write: (line) => void lines.push(line) })
  await inSpan('work', {}, async () => logger.info('inside'))
  const operators = JSON.stringify(collectorConfig.receivers.filelog.operators)
  const fields = [...operators.matchAll(/attributes\.(\w+)/g)].map(([, name = '']) => name)
  expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual(expect.arrayContaining([...new Set(fields)]))
  expect(fields).toHaveLength(9)
  expect(JSON.parse(lines[0] ?? '').time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})
