import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { allows, useSession } from '../../data/session.ts'
import { AnswerOf, Panel } from '../../ui/panel.tsx'
import { readSettings } from './read-settings.ts'
import { SettingsForm } from './settings-form.tsx'

/** The settings with the ETag of this version, so that two editors never overwrite each other. */
export function Settings() {
  const { data: session } = useSession()
  const settings = useQuery({ queryKey: ['getSearchSettings', 'with etag'], queryFn: readSettings })
  // The form keeps what was typed until it was saved, also while the settings are read again.
  const [edition, setEdition] = useState(0)
  const showSaved = () => void settings.refetch().then(() => setEdition((former) => former + 1))
  return (
    <Panel title="Search settings" note="Language, weights of fields, synonyms, and what to pin or block for a query">
      <AnswerOf query={settings}>
        {(read) => (
          <SettingsForm key={edition} read={read} mayWrite={allows(session, ['items:write'])} onSaved={showSaved} />
        )}
      </AnswerOf>
    </Panel>
  )
}
