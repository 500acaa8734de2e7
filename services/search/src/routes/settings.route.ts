import { calls } from '@inkling/contracts'
import { implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import type { SettingsUseCases } from '../use-cases/search-settings.ts'

export interface SettingsOptions {
  readonly searchSettings: SettingsUseCases
}

const defaultLimit = 50

export async function settingsRoute(app: FastifyInstance, { searchSettings }: SettingsOptions): Promise<void> {
  implement(app, calls.getSearchSettings, ({ principal, deadline }) =>
    searchSettings.readSettings({ principal, deadline }),
  )

  implement(app, calls.putSearchSettings, async ({ body, principal, deadline }) => {
    await searchSettings.saveSettings(body, { principal, deadline })
    return body
  })

  implement(
    app,
    calls.listQueries,
    async ({ query: { empty = false, limit = defaultLimit }, principal, deadline }) => ({
      data: await searchSettings.listQueries({ onlyEmpty: empty, limit }, { principal, deadline }),
    }),
  )
}
