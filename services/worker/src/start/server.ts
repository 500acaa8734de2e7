import { setPriority } from 'node:os'
import { start } from '@inkling/service-kit'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { createDependencies } from '../dependencies.ts'

/** As nice(2) has it: training and other runs give way to the requests that are answered on the same machine. */
const niceness = 10

setPriority(niceness)
await start('worker', readConfig(), async ({ config, logger, isReady }) => {
  const dependencies = createDependencies(config, logger)
  return { app: await buildApp(config, logger, dependencies, isReady), close: dependencies.close }
})
