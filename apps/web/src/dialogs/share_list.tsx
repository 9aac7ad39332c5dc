import type { Share } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { ExternalLink, Unlink } from 'lucide-react'
import { useState } from 'react'
import { useRevokeShare, useShares } from '../api/share_queries.ts'
import { CopyAction } from '../ui/copy_action.tsx'
import { formatAgo, formatDay } from '../ui/format.ts'
import { IconAction } from '../ui/icon_action.tsx'
import { ProblemNote } from './problem_note.tsx'
import { shareAddress } from './share_address.ts'
import styles from './share_dialog.module.css'

/** The links of a workflow: what each shows and until when, to be copied again or ended. */
export const ShareList = ({ workflowId }: { workflowId: string }) => {
  const { data, error } = useShares(workflowId)
  const revoke = useRevokeShare(workflowId)
  const items = data?.items ?? []
  if (items.length === 0) return <ProblemNote error={error} />
  return (
    <section aria-label="Links" className={styles['links']}>
      <h3>Links</h3>
      <ul>
        {items.map((share) => (
          <li key={share.id}>
            <Link share={share} onEnd={() => revoke.mutate(share.id)} />
          </li>
        ))}
      </ul>
      <ProblemNote error={error ?? revoke.error} />
    </section>
  )
}

export const addressOf = (share: Share): string => shareAddress(share, new URL(globalThis.location.href))

const Link = ({ share, onEnd }: { share: Share; onEnd(): void }) => {
  const [isAsking, setAsking] = useState(false)
  const [now] = useState(Date.now)
  const { title, version, follow_latest, created_at, expires_at } = share
  const isOver = expires_at !== null && Date.parse(expires_at) <= now
  return (
    <div className={styles['link']} data-over={isOver || undefined}>
      <div className={styles['link-head']}>
        <span className={styles['link-what']}>
          <b>{title}</b>
          <small>
            {follow_latest ? 'Newest version' : `Version ${version}`}, made {formatAgo(created_at)},{' '}
            {expires_at === null
              ? 'works until you end it'
              : isOver
                ? `was over ${formatDay(expires_at)}`
                : `works until ${formatDay(expires_at)}`}
          </small>
        </span>
        {isAsking ? null : (
          <>
            {isOver ? null : (
              <>
                <CopyAction label={`Copy the link of ${title}`} text={addressOf(share)} />
                <a
                  href={addressOf(share)}
                  target="_blank"
                  rel="noreferrer"
                  aria-label={`Open the link of ${title}`}
                >
                  <ExternalLink size={16} aria-hidden />
                </a>
              </>
            )}
            <IconAction label={`End the link of ${title}`} icon={Unlink} onClick={() => setAsking(true)} />
          </>
        )}
      </div>
      {isAsking ? (
        <div className={styles['ask']} role="alert">
          <span>{isOver ? 'Take it off the list?' : 'It stops working at once, for everyone.'}</span>
          <Button size="small" color="secondary" autoFocus onClick={() => setAsking(false)}>
            Keep it
          </Button>
          <Button size="small" color="error" variant="contained" onClick={onEnd}>
            {isOver ? 'Take it off' : 'End it'}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
