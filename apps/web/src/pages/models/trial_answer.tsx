import type { useTryProvider } from '../../api/model_api.ts'
import { describeError } from '../../ui/describe_error.ts'
import { formatDuration, plural } from '../../ui/format.ts'
import styles from './models_page.module.css'
import { problemText } from './problem_text.ts'

/** What a provider said when it was tried. */
export const TrialAnswer = ({ trial }: { trial: ReturnType<typeof useTryProvider> }) => {
  if (trial.isError) {
    return (
      <p className={styles['answer']} data-tone="bad" role="alert">
        {describeError(trial.error)}
      </p>
    )
  }
  if (!trial.data) return null
  const { ok, model, text, models, duration_ms: took, error } = trial.data
  return (
    <p className={styles['answer']} data-tone={ok ? 'good' : 'bad'} role="status">
      {ok ? (
        <>
          <code>{model}</code> answered in {formatDuration(took)}: “{text}”
          {models === null ? null : ` (${plural(models, 'model')} listed)`}
        </>
      ) : error ? (
        problemText(error)
      ) : null}
    </p>
  )
}
