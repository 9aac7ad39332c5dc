import { CopyAction } from '../ui/copy_action.tsx'
import styles from './trigger_status.module.css'

interface CopyLineProps {
  label: string
  text: string
  /** Shown before the text and not copied. */
  lead?: string
}

/** A text that people take elsewhere, with the button that copies it. */
export const CopyLine = ({ label, text, lead }: CopyLineProps) => (
  <div className={styles['line']}>
    <span>{label}</span>
    <div className={styles['copy']}>
      <code title={text}>
        {lead ? `${lead} ` : ''}
        {text}
      </code>
      <CopyAction label={`Copy the ${label.toLowerCase()}`} text={text} />
    </div>
  </div>
)
