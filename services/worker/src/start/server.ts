import { start } from '@inkling/service-kit'
import { buildApp } from '../app.ts'
import { readConfig } from '../config.ts'
import { createDependencies } from '../dependencies.ts'

await start('worker', readConfig(), async ({ config, logger, isReady }) => {
  const { checks, close } = createDependencies(config, logger)
  return { app: await buildApp(logger, checks, isReady), close }
})
