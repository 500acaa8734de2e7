import { calls, type SearchSettings } from '@inkling/contracts'
import { audit, checkPrecondition, implement, isNotModified, preconditionOf } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { settingsEtag } from '../domain/settings-etag.ts'
import type { SettingsUseCases } from '../use-cases/search-settings.ts'

export interface SettingsOptions {
  readonly searchSettings: SettingsUseCases
}

const defaultLimit = 50

export async function settingsRoute(app: FastifyInstance, { searchSettings }: SettingsOptions): Promise<void> {
  implement(app, calls.getSearchSettings, async ({ principal, deadline, reply }) => {
    const settings = await searchSettings.readSettings({ principal, deadline })
    return isNotModified(reply, settingsEtag(settings)) ? (undefined as never) : settings
  })

  implement(app, calls.putSearchSettings, async ({ body, reply, ...caller }) => {
    const { principal, deadline, request } = caller
    let before: SearchSettings | undefined
    const { ifMatch, ifNoneMatch } = preconditionOf(request)
    const check = (current: SearchSettings | undefined) => {
      before = current
      // Settings that were never made read as {}, so they have its ETag, but they do not exist for If-None-Match.
      checkPrecondition({ ifMatch }, settingsEtag(current ?? {}))
      checkPrecondition({ ifNoneMatch }, current && settingsEtag(current))
    }
    await searchSettings.saveSettings(body, check, { principal, deadline })
    audit(caller, 'search settings set', { before, after: body })
    reply.header('etag', settingsEtag(body))
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
