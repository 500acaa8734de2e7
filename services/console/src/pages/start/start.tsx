import { useState } from 'react'
import { allows, useSession } from '../../data/session.ts'
import { Accuracy } from './accuracy.tsx'
import { DropZone } from './drop-zone.tsx'
import { FirstPrediction } from './first-prediction.tsx'
import { ImportFile } from './import-file.tsx'
import { Snippet } from './snippet.tsx'

/** From a file to the first prediction, and on to a site. */
export default function Start() {
  const { data: session } = useSession()
  const [files, setFiles] = useState<readonly File[]>([])
  const [imported, setImported] = useState(0)
  return (
    <div className="page steps">
      <DropZone onFiles={(chosen) => setFiles((former) => [...chosen, ...former])} />
      {files.map((file) => (
        <ImportFile
          key={`${file.name} ${file.lastModified}`}
          file={file}
          onImported={() => setImported((n) => n + 1)}
        />
      ))}
      <div className="columns">
        {allows(session, ['learning:read']) && <Accuracy imported={imported} />}
        {allows(session, ['predictions:read']) && <FirstPrediction imported={imported} />}
      </div>
      <Snippet />
    </div>
  )
}
