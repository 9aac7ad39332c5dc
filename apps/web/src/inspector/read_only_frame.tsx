import type { ReactNode } from 'react'
import { useEditor } from '../document/editor_context.tsx'
import { ReadOnlyContext } from '../ui/read_only.ts'
import styles from './inspector.module.css'

/** Lets the fields within be read and not changed while a version from before is looked at. */
export const ReadOnlyFrame = ({ children }: { children: ReactNode }) => {
  const { is_read_only: isReadOnly = false } = useEditor()
  if (!isReadOnly) return children
  return (
    <ReadOnlyContext value={true}>
      <fieldset disabled className={styles['read-only']} aria-label="Of a version from before, read-only">
        {children}
      </fieldset>
    </ReadOnlyContext>
  )
}
