import { type ReactNode, useId } from 'react'
import styles from './page_section.module.css'

interface PageSectionProps {
  title: string
  /** What it is for, in a sentence or two. */
  intro?: string
  /** Beside the title. */
  actions?: ReactNode
  children: ReactNode
}

/** A part of a page, on a sheet of its own under a heading. */
export const PageSection = ({ title, intro, actions, children }: PageSectionProps) => {
  const id = useId()
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <div className={styles['head']}>
        <h2 id={id}>{title}</h2>
        {actions}
      </div>
      {intro ? <p className={styles['intro']}>{intro}</p> : null}
      {children}
    </section>
  )
}
