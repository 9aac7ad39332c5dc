import type { Notification } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import Popover from '@mui/material/Popover'
import { Bell, CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import { useNotifications, useReadNotifications } from '../api/notification_queries.ts'
import { EmptyState } from '../ui/empty_state.tsx'
import { formatAgo, formatTime } from '../ui/format.ts'
import styles from './notification_bell.module.css'

/** The bell with how many notifications nobody has read; behind it, what they say and the run that each came from. */
export const NotificationBell = ({
  className,
  label,
}: {
  className?: string | undefined
  label?: string
}) => {
  const { data } = useNotifications()
  const read = useReadNotifications()
  const [anchor, setAnchor] = useState<HTMLElement>()
  const unread = data?.unread ?? 0
  const items = data?.items ?? []
  const close = () => setAnchor(undefined)
  const open = (item: Notification) => {
    if (item.read_at === null) read.mutate([item.id])
    close()
  }
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={unread > 0 ? `${label ?? 'Notifications'}, ${unread} unread` : (label ?? 'Notifications')}
        aria-haspopup="dialog"
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        <span className={styles['bell']}>
          <Bell size={label === undefined ? 17 : 20} aria-hidden />
          {unread > 0 && <b aria-hidden>{unread > 99 ? '99+' : unread}</b>}
        </span>
        {label !== undefined && <span>{label}</span>}
      </button>
      <Popover
        open={anchor !== undefined}
        anchorEl={anchor ?? null}
        onClose={close}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        slotProps={{
          paper: { role: 'dialog', 'aria-label': 'Notifications', className: styles['panel'] ?? '' },
        }}
      >
        <header className={styles['head']}>
          <h2>Notifications</h2>
          <Button size="small" disabled={unread === 0} onClick={() => read.mutate(undefined)}>
            Mark all as read
          </Button>
        </header>
        {items.length === 0 ? (
          <EmptyState icon={Bell} title="Nothing yet">
            What a Notification node tells in the app is shown here.
          </EmptyState>
        ) : (
          <ul className={styles['list']}>
            {items.map((item) => (
              <Entry key={item.id} item={item} onOpen={() => open(item)} />
            ))}
          </ul>
        )}
      </Popover>
    </>
  )
}

const Entry = ({ item, onOpen }: { item: Notification; onOpen: () => void }) => {
  const { icon: Icon, name } = levels[item.level]
  return (
    <li data-unread={item.read_at === null || undefined} data-level={item.level}>
      <Link href={`/workflows/${item.workflow_id}/executions/${item.execution_id}`} onClick={onOpen}>
        <Icon size={16} aria-label={name} />
        <span className={styles['text']}>
          {item.title !== '' && <strong>{item.title}</strong>}
          <span className={styles['message']}>{item.message}</span>
          <time dateTime={item.created_at} title={formatTime(item.created_at)}>
            {formatAgo(item.created_at)}
          </time>
        </span>
      </Link>
    </li>
  )
}

const levels = {
  info: { icon: Info, name: 'Information' },
  success: { icon: CircleCheck, name: 'Success' },
  warning: { icon: TriangleAlert, name: 'Warning' },
  error: { icon: CircleAlert, name: 'Error' },
}
