import type { SharedWorkflow } from '@llamanexus/contract'
import { Clock, EyeOff, GitCommitVertical, SquareFunction } from 'lucide-react'
import { formatTime, plural } from '../../ui/format.ts'
import { Markdown } from '../../ui/markdown.tsx'
import styles from './share_page.module.css'

/** What whoever shared it says, what is shown, and what is not. */
export const AboutShare = ({ shared }: { shared: SharedWorkflow }) => {
  const { note, workflow, version, follow_latest, updated_at, expires_at, left_out } = shared
  const functions = workflow.functions ?? []
  return (
    <div className={styles['scroll']}>
      {note ? <p className={styles['note']}>{note}</p> : null}
      {workflow.description ? <Markdown text={workflow.description} /> : null}
      <ul className={styles['facts']}>
        <li>
          <GitCommitVertical size={15} aria-hidden />
          <span>
            {follow_latest ? `The newest version, ${version}` : `Version ${version}, which stays as it is`}
            <small>Saved {formatTime(updated_at)}</small>
          </span>
        </li>
        {expires_at ? (
          <li>
            <Clock size={15} aria-hidden />
            <span>This link works until {formatTime(expires_at)}</span>
          </li>
        ) : null}
        {left_out.length > 0 ? (
          <li>
            <EyeOff size={15} aria-hidden />
            <span>{plural(left_out.length, 'secret')} left out. A copy asks for yours.</span>
          </li>
        ) : null}
      </ul>
      {functions.length > 0 ? (
        <section aria-label="Functions" className={styles['functions']}>
          <h3>
            <SquareFunction size={15} aria-hidden /> {plural(functions.length, 'function')}
          </h3>
          <p className={styles['quiet']}>Called by the workflow, and brought along by a copy.</p>
          {functions.map(({ name, description, language, code }) => (
            <details key={name}>
              <summary>
                <code>{name}</code> {language === 'python' ? 'Python' : 'JavaScript'}
              </summary>
              {description ? <p>{description}</p> : null}
              <pre>{code}</pre>
            </details>
          ))}
        </section>
      ) : null}
      <p className={styles['quiet']}>Choose a node to see what it is set to do.</p>
    </div>
  )
}
