import { startTestStack } from '@inkling/testing'
import type { TestProject } from 'vitest/node'
import { startOtlpCollector } from './otlp-collector.ts'
import type {} from './shared-stack.ts'
import { stackEnvironment } from './stack-environment.ts'

/** Starts one stack for all acceptance files except `faults`, with a collector for its traces. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const collector = await startOtlpCollector()
  const stack = await startTestStack({ ...stackEnvironment, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  const { url, adminKey, serviceUrls, logsFolder } = stack
  project.provide('stack', { url, adminKey, serviceUrls, logsFolder })
  project.provide('collectorUrl', collector.url)
  return async () => {
    await stack.stop()
    await collector.stop()
  }
}
