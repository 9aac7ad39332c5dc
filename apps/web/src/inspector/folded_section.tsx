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
  /** Something in it has to be seen, such as a finding. */
  mustShow: boolean
  children: ReactNode
}

/**
 * Fields that few need, under a head that shows them; its state is kept. With something in it that has to be seen it is
 * open, and it stays open when that is mended, for whoever mends it is in it.
 */
export const FoldedSection = ({ title, owner, count, mustShow, children }: FoldedSectionProps) => {
  const id = useId()
  const key = `${owner}/${title}`
  const wish = useOpenSections((state) => state.states[key])
  const set = useOpenSections((state) => state.set)
  const [hadToShow, setHadToShow] = useState(mustShow)
  if (mustShow && !hadToShow) setHadToShow(true)
  const isOpen = hadToShow || wish === true
  return (
    <div className={styles['fold']}>
      <button
        type="button"
        className={styles['fold-head']}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-disabled={mustShow || undefined}
        onClick={() => {
          if (mustShow) return
          setHadToShow(false)
          set(key, !isOpen)
        }}
      >
        <ChevronRight size={14} aria-hidden />
        <span>{title}</span>
        {count > 0 ? <small>{count} set</small> : null}
      </button>
      {isOpen ? (
        <div id={id} role="group" aria-label={title} className={styles['fold-fields']}>
          {children}
        </div>
      ) : null}
    </div>
  )
}
