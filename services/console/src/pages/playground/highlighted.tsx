import { Fragment } from 'react'

interface HighlightedProps {
  /** With `<mark>` around what matched, and everything else escaped. */
  readonly html: string | undefined
  readonly text: string
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

const plain = (text: string) => text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)

/** Text in which what matched is marked. It is never taken as HTML: all but the marks is shown as it is. */
export const Highlighted = ({ html, text }: HighlightedProps) =>
  html === undefined ? (
    <span>{text}</span>
  ) : (
    <span>
      {html.split(/<mark>([\s\S]*?)<\/mark>/).map((part, index) => {
        const Part = index % 2 === 1 ? 'mark' : Fragment
        return <Part key={index}>{plain(part)}</Part>
      })}
    </span>
  )
