import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { compileCache } from './packages/testing/src/compile-cache.ts'

const roots = '{services,packages,infra,load}/**'
/** It evaluates the rules of three days, and needs no Postgres. */
const rules = 'infra/monitoring/src/rules.integration.test.ts'
/** They replace modules, or count what a whole process holds: its metrics, its tracing, its policies. */
const apart = [
  'packages/{read-model,resilience,service-kit,telemetry}/src/**/*.test.ts',
  'packages/client/src/{create-client,stream}.test.ts',
  'services/*/src/{adapters,plugins}/**/*.test.ts',
]

export default defineConfig({
  test: {
    exclude: ['**/node_modules/**', '**/.inkling/**'],
    env: { NODE_COMPILE_CACHE: compileCache },
    // For a machine that does much else besides.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${roots}/src/**/*.test.ts`, 'load/{chaos,host,k6}/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', ...apart],
          // To import modules anew for each file takes as long as the tests.
          isolate: false,
          // They wait for nothing, so each processor has one.
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: apart,
          exclude: ['**/*.integration.test.ts'],
          maxWorkers: availableParallelism(),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [`${roots}/*.integration.test.ts`],
          exclude: [rules],
          globalSetup: ['packages/testing/src/global-setup.ts'],
          // Each worker has a Postgres. Much of their time they wait.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'acceptance',
          include: ['services/*/test/{acceptance,cases}/**/*.test.ts'],
          globalSetup: ['services/gateway/test/support/global-setup.ts'],
          fileParallelism: false,
          isolate: false,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'patient',
          include: ['services/*/test/patient/**/*.test.ts', rules],
          // Each has a stack of its own, and waits for most of its time.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'waiting',
          include: ['services/*/test/waiting/**/*.test.ts'],
          // Each has a stack of its own. Beside another one, two processors are too few for what they time.
          fileParallelism: false,
          sequence: { groupOrder: 4 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
