import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import styles from './inspector.module.css'
import { useOpenSections } from './open_sections.ts'

interface FoldedSectionProps {
  title: string
  /** Which sections are left open together: the type of the node. */
  owner: string
  /** How many of its fields are set. */
  count: number
  /** It has findings, which have to be seen. */
  hasFindings: boolean
  children: ReactNode
}

/**
 * Fields that few need, under a head that shows them; its state is kept. With findings inside it is open, and it stays
 * open when they are mended, for whoever mends them is in it.
 */
export const FoldedSection = ({ title, owner, count, hasFindings, children }: FoldedSectionProps) => {
  const id = useId()
  const key = `${owner}/${title}`
  const wish = useOpenSections((state) => state.states[key])
  const set = useOpenSections((state) => state.set)
  const [hadFindings, setHad] = useState(hasFindings)
  if (hasFindings && !hadFindings) setHad(true)
  const isOpen = hadFindings || wish === true
  return (
    <section className={styles['fold']} aria-label={title}>
      <button
        type="button"
        className={styles['fold-head']}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-disabled={hasFindings || undefined}
        onClick={() => {
          if (hasFindings) return
          setHad(false)
          set(key, !isOpen)
        }}
      >
        <ChevronRight size={14} aria-hidden />
        <span>{title}</span>
        {count > 0 ? <small>{count} set</small> : null}
      </button>
      {isOpen ? (
        <div id={id} className={styles['fold-fields']}>
          {children}
        </div>
      ) : null}
    </section>
  )
}
