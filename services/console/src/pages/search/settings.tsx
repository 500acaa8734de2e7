import { useQuery } from '@tanstack/react-query'
import { allows, useSession } from '../../data/session.ts'
import { ask } from '../../data/use-call.ts'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { SettingsForm } from './settings-form.tsx'

/** The settings with the ETag of this version, so that two editors never overwrite each other. */
export function Settings() {
  const { data: session } = useSession()
  const settings = useQuery({
    queryKey: ['getSearchSettings', 'with etag'],
    queryFn: async () => {
      let etag = ''
      const onHeaders = (headers: Headers) => {
        etag = headers.get('etag') ?? ''
      }
      const value = (await ask('getSearchSettings', undefined, { onHeaders })) ?? {}
      return { value, etag }
    },
  })
  return (
    <Panel title="Search settings" note="Language, weights of fields, synonyms, and what to pin or block for a query">
      <AnswerOf query={settings}>
        {({ value, etag }) => (
          <SettingsForm
            key={etag}
            settings={value}
            etag={etag}
            mayWrite={allows(session, ['items:write'])}
            onSaved={() => void settings.refetch()}
          />
        )}
      </AnswerOf>
    </Panel>
  )
}
