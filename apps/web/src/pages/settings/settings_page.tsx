import Button from '@mui/material/Button'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { Bot, CircleAlert, Monitor, Moon, RefreshCw, Sun } from 'lucide-react'
import { useEffect } from 'react'
import { useModels } from '../../api/queries.ts'
import { type ThemeMode, useThemeMode } from '../../theme/theme_mode.ts'
import { AppFrame } from '../../ui/app_frame.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { EmptyState } from '../../ui/empty_state.tsx'
import styles from './settings_page.module.css'

/** How the app looks on this machine, and the models that its nodes can use. */
const SettingsPage = () => {
  useEffect(() => {
    document.title = 'Settings · LlamaNexus'
  }, [])
  return (
    <AppFrame title="Settings">
      <Appearance />
      <Models />
    </AppFrame>
  )
}

const Appearance = () => {
  const { mode, setMode } = useThemeMode()
  return (
    <section className={styles['section']} aria-labelledby="appearance">
      <h2 id="appearance">Appearance</h2>
      <p>Kept in this browser. “System” follows the machine as it changes.</p>
      <ToggleButtonGroup
        exclusive
        size="small"
        value={mode}
        aria-label="Colours"
        onChange={(_, next: ThemeMode | null) => next && setMode(next)}
      >
        {modes.map(({ value, label, icon: Icon }) => (
          <ToggleButton key={value} value={value} className={styles['mode']}>
            <Icon size={16} aria-hidden /> {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </section>
  )
}

const modes = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const

const Models = () => {
  const query = useModels()
  const models = query.data?.items ?? []
  return (
    <section className={styles['section']} aria-labelledby="models">
      <div className={styles['head']}>
        <h2 id="models">Models</h2>
        <Button
          color="secondary"
          startIcon={<RefreshCw size={14} aria-hidden />}
          disabled={query.isFetching}
          onClick={() => void query.refetch()}
        >
          Look again
        </Button>
      </div>
      <p>
        What LLM nodes can name right now. Servers on this machine that speak the OpenAI protocol (llama.cpp,
        Ollama, LM Studio, vLLM) are found by themselves.
      </p>
      {query.isError ? (
        <EmptyState icon={CircleAlert} tone="error" title="The models could not be read">
          {describeError(query.error)}
        </EmptyState>
      ) : models.length === 0 ? (
        <EmptyState icon={Bot} title={query.isLoading ? 'Looking for models…' : 'No models found'} />
      ) : (
        <ul className={styles['models']}>
          {models.map((model) => (
            <li key={`${model.provider}/${model.id}`}>
              <b>{model.name}</b> <code>{model.id}</code>
              <span>{model.provider}</span>
              {model.description ? <p>{model.description}</p> : null}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export default SettingsPage
