import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconAction } from './icon_action.tsx'

/** A button that copies a text, and says for a moment that it has. */
export const CopyAction = ({ label, text }: { label: string; text: string }) => {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <IconAction
      label={isCopied ? 'Copied' : label}
      icon={isCopied ? Check : Copy}
      onClick={() => void copy().catch(() => setCopied(false))}
    />
  )
}
