import { start } from '@inkling/service-kit'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { createDependencies } from '../dependencies.ts'

await start('suggestion', readConfig(), async ({ config, logger, isReady }) => {
  const dependencies = createDependencies(config, logger)
  return { app: await buildApp(config, logger, dependencies, isReady), close: dependencies.close }
})
