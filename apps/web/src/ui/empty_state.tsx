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
}

/** A place with nothing in it yet, or with something that went wrong. */
export const EmptyState = ({ icon: Icon, title, children, action, tone = 'quiet' }: EmptyStateProps) => (
  <div className={styles['empty']} role={tone === 'error' ? 'alert' : undefined} data-tone={tone}>
    <Icon size={24} aria-hidden />
    <p className={styles['title']}>{title}</p>
    {children ? <div className={styles['text']}>{children}</div> : null}
    {action ? <div className={styles['action']}>{action}</div> : null}
  </div>
)
