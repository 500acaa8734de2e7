import { useState } from 'react'
import { allows, useSession } from '../../data/session.ts'
import { Accuracy } from './accuracy.tsx'
import { DropZone } from './drop-zone.tsx'
import { FirstPrediction } from './first-prediction.tsx'
import { ImportFile } from './import-file.tsx'
import { Snippet } from './snippet.tsx'
import { useImports } from './use-imports.ts'

/** From a file to the first prediction, and on to a site. */
export default function Start() {
  const { data: session } = useSession()
  const { chosen, add, change, dismiss } = useImports()
  const [imports, setImports] = useState({ events: 0, items: 0 })
  return (
    <div className="page steps">
      <DropZone onFiles={add} />
      {chosen.map((one) => (
        <ImportFile
          key={one.id}
          chosen={one}
          change={change}
          dismiss={dismiss}
          onImported={(kind) => setImports((former) => ({ ...former, [kind]: former[kind] + 1 }))}
        />
      ))}
      <div className="columns">
        {allows(session, ['learning:read']) && <Accuracy importsOfEvents={imports.events} />}
        {allows(session, ['predictions:read']) && <FirstPrediction imports={imports.events + imports.items} />}
      </div>
      <Snippet />
    </div>
  )
}
