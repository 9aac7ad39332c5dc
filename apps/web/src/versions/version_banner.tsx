import { CircleAlert, History } from 'lucide-react'
import { useRun } from '../runs/run_context.tsx'
import styles from './version_banner.module.css'
import { useVersionView } from './version_view.tsx'

/** Says that the canvas shows a version from before, and leads back. */
export const VersionBanner = () => {
  const { version, shown, problem, look } = useVersionView()
  const ran = useRun((state) => state.header?.workflow_version)
  if (version === undefined) return null
  const name = ran === version ? `Run of version ${version}` : `Version ${version}`
  const back = (
    <button type="button" onClick={() => look(undefined)}>
      Back to the current version
    </button>
  )
  if (problem) {
    return (
      <p className={styles['banner']} role="alert" data-tone="error">
        <CircleAlert size={14} aria-hidden />
        <span>
          Version {version} could not be read. {problem.message}
        </span>
        {back}
      </p>
    )
  }
  return (
    <p className={styles['banner']} role="status">
      <History size={14} aria-hidden />
      <span>{shown.is_read_only ? `${name}, as it was` : `Reading version ${version}…`}</span>
      {back}
    </p>
  )
}
