import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconAction } from '../ui/icon_action.tsx'
import styles from './trigger_status.module.css'

interface CopyLineProps {
  label: string
  text: string
  /** Shown before the text and not copied. */
  lead?: string
}

/** A text that people take elsewhere, with the button that copies it. */
export const CopyLine = ({ label, text, lead }: CopyLineProps) => {
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
    <div className={styles['line']}>
      <span>{label}</span>
      <div className={styles['copy']}>
        <code title={text}>
          {lead ? `${lead} ` : ''}
          {text}
        </code>
        <IconAction
          label={isCopied ? 'Copied' : `Copy the ${label.toLowerCase()}`}
          icon={isCopied ? Check : Copy}
          onClick={() => void copy().catch(() => setCopied(false))}
        />
      </div>
    </div>
  )
}
