import { Check, Copy } from 'lucide-react'
import { useState } from 'react'

const shownMs = 1_500

export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), shownMs)
  }
  const Icon = isCopied ? Check : Copy
  return (
    <button type="button" className="button" onClick={() => void copy()}>
      <Icon />
      <span aria-live="polite">{isCopied ? 'Copied' : label}</span>
    </button>
  )
}
