import { FileUp } from 'lucide-react'
import { useRef, useState } from 'react'

/** Takes files that are dropped or chosen. */
export function DropZone({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  return (
    <section
      className={isOver ? 'drop-zone over' : 'drop-zone'}
      aria-label="Import"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onFiles([...event.dataTransfer.files])
      }}
    >
      <FileUp />
      <div>
        <h2>Drop a file here</h2>
        <p className="quiet">
          Events or items as CSV, TSV, JSON or NDJSON, or the access log of a web server; gzip too. The content decides,
          not the name. Nothing is sent before you have seen how it is read.
        </p>
      </div>
      <button type="button" className="button primary" onClick={() => input.current?.click()}>
        Choose a file
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to import"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          target.value = ''
        }}
      />
    </section>
  )
}
