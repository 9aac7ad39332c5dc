import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './empty_state.module.css'

interface EmptyStateProps {
  icon: LucideIcon
  title: string
  /** What it means, and what can be done next. */
  children?: ReactNode
  action?: ReactNode
  tone?: 'quiet' | 'error'
  /** It is all that the page has to say. */
  isPage?: boolean
}

/** A place with nothing in it yet, or with something that went wrong. */
export const EmptyState = ({
  icon: Icon,
  title,
  children,
  action,
  tone = 'quiet',
  isPage = false,
}: EmptyStateProps) => (
  <div className={styles['empty']} role={tone === 'error' ? 'alert' : undefined} data-tone={tone}>
    <Icon size={24} aria-hidden />
    {isPage ? <h1 className={styles['title']}>{title}</h1> : <p className={styles['title']}>{title}</p>}
    {children ? <div className={styles['text']}>{children}</div> : null}
    {action ? <div className={styles['action']}>{action}</div> : null}
  </div>
)
