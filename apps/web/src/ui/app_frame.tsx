import {
  Bot,
  FolderOpen,
  KeyRound,
  LayoutTemplate,
  LibraryBig,
  ListVideo,
  Plug,
  Settings,
  SquareFunction,
  UserCheck,
  Workflow,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useOpenApprovals } from '../api/approvals.ts'
import { NotificationBell } from '../notifications/notification_bell.tsx'
import styles from './app_frame.module.css'

interface AppFrameProps {
  title: string
  /** Buttons beside the title. */
  actions?: ReactNode
  children: ReactNode
}

/** The frame of every page but the builder: a slim rail to go elsewhere, a title, the page. */
export const AppFrame = ({ title, actions, children }: AppFrameProps) => {
  const [location] = useLocation()
  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#page">
        Go to the content
      </a>
      <nav className={styles['rail']} aria-label="Pages">
        <Link href="/workflows" className={styles['logo']} aria-label="LlamaNexus, all workflows">
          <Logo />
        </Link>
        {places.map(({ href, label, icon: Icon }) => (
          <Link
            key={href}
            href={href}
            className={styles['place']}
            aria-current={isAt(location, href) ? 'page' : undefined}
          >
            <Icon size={20} aria-hidden />
            <span>{label}</span>
            {href === '/approvals' ? <OpenApprovals /> : null}
          </Link>
        ))}
        <span className={styles['spacer']} />
        <NotificationBell className={styles['place']} label="Inbox" />
      </nav>
      <main className={styles['page']} id="page">
        <div className={styles['column']}>
          <header className={styles['head']}>
            <h1>{title}</h1>
            <div className={styles['actions']}>{actions}</div>
          </header>
          {children}
        </div>
      </main>
    </div>
  )
}

const places = [
  { href: '/workflows', label: 'Workflows', icon: Workflow },
  { href: '/executions', label: 'Runs', icon: ListVideo },
  { href: '/approvals', label: 'Approvals', icon: UserCheck },
  { href: '/templates', label: 'Templates', icon: LayoutTemplate },
  { href: '/knowledge', label: 'Knowledge', icon: LibraryBig },
  { href: '/files', label: 'Files', icon: FolderOpen },
  { href: '/functions', label: 'Functions', icon: SquareFunction },
  { href: '/models', label: 'Models', icon: Bot },
  { href: '/mcp', label: 'MCP', icon: Plug },
  { href: '/credentials', label: 'Credentials', icon: KeyRound },
  { href: '/settings', label: 'Settings', icon: Settings },
]

/** How many wait for an answer. */
const OpenApprovals = () => {
  const open = useOpenApprovals()
  if (!open) return null
  return (
    <span className={styles['badge']} title={`${open} open`}>
      {open > 99 ? '99+' : open}
      <span className="visually-hidden"> open</span>
    </span>
  )
}

const isAt = (location: string, href: string): boolean =>
  location.startsWith(href) || (location === '/' && href === '/workflows')

const Logo = () => (
  <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden>
    <rect width="28" height="28" rx="8" fill="var(--accent)" />
    <path
      d="M8 9v5a4 4 0 0 0 4 4h4m0-9v3a4 4 0 0 1-4 4"
      fill="none"
      stroke="var(--on-accent)"
      strokeWidth="2"
    />
    <circle cx="8" cy="8.5" r="2.5" fill="var(--on-accent)" />
    <circle cx="19.5" cy="18" r="2.5" fill="var(--on-accent)" />
    <circle cx="16.5" cy="8.5" r="2.5" fill="var(--on-accent)" />
  </svg>
)
