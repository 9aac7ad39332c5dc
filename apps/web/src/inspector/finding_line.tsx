import Button from '@mui/material/Button'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useEdit } from '../document/editor_context.tsx'
import { applyFix } from './apply_fix.ts'
import type { ShownFinding } from './field_findings.ts'
import styles from './inspector.module.css'

/** One finding, with the button that settles it where there is one. */
export const FindingLine = ({ finding }: { finding: ShownFinding }) => {
  const edit = useEdit()
  const { severity, message, fix } = finding
  const Icon = severity === 'error' ? CircleAlert : TriangleAlert
  return (
    <div className={styles['finding']} data-severity={severity} role="note">
      <Icon size={14} aria-hidden />
      <span>
        <span className="visually-hidden">{severity === 'error' ? 'Error: ' : 'Warning: '}</span>
        {message}
        {fix ? (
          <Button
            size="small"
            variant="text"
            className={styles['fix']}
            onClick={() => edit(fix.title, (transaction) => applyFix(transaction, fix))}
          >
            {fix.title}
          </Button>
        ) : null}
      </span>
    </div>
  )
}
