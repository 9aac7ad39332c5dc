import type { ModelProvider } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import { CircleCheck, CircleOff, CircleX, Pencil, RefreshCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useKeyCredentials, useProviders, useTryProvider } from '../../api/model_api.ts'
import { plural } from '../../ui/format.ts'
import { IconAction } from '../../ui/icon_action.tsx'
import { PageSection } from '../../ui/page_section.tsx'
import { ReadFailure } from '../../ui/read_failure.tsx'
import { DeleteProviderDialog } from './delete_provider_dialog.tsx'
import styles from './models_page.module.css'
import { problemText } from './problem_text.ts'
import { ProviderDialog } from './provider_dialog.tsx'
import { kindText } from './provider_kinds.ts'
import { TrialAnswer } from './trial_answer.tsx'

/** Every provider with its state; those found on this machine are there without anybody having added them. */
export const ProviderList = () => {
  const query = useProviders()
  const providers = query.data?.items ?? []
  return (
    <PageSection
      title="Providers"
      intro="Servers that have models. Those that run on this machine in their usual places (llama.cpp, Ollama, LM Studio, vLLM) are found by themselves; any other can be added."
      actions={
        <Button
          color="secondary"
          startIcon={<RefreshCw size={14} aria-hidden />}
          disabled={query.isFetching}
          onClick={() => void query.refetch()}
        >
          Look again
        </Button>
      }
    >
      {query.isError ? (
        <ReadFailure what="The providers" error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ul className={styles['list']} aria-busy={query.isLoading}>
          {providers.map((provider) => (
            <ProviderRow key={provider.name} provider={provider} />
          ))}
        </ul>
      )}
    </PageSection>
  )
}

const ProviderRow = ({ provider }: { provider: ModelProvider }) => {
  const trial = useTryProvider()
  const credentials = useKeyCredentials()
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null)
  const { name, kind, source, base_url: baseUrl, credential, problem } = provider
  const key = credentials.data?.items.find(({ id }) => id === credential)
  const isOurs = source === 'settings'
  const close = () => setDialog(null)
  return (
    <li className={styles['provider']} data-provider={name}>
      <div className={styles['title']}>
        <b>{name}</b>
        <ProviderState provider={provider} />
        <span className={styles['muted']}>
          {source === 'found' ? 'looked for on this machine' : kindText(kind)}
        </span>
        {credential ? (
          <span className={styles['muted']}>
            key: {key?.name ?? (credentials.isSuccess ? 'missing' : '…')}
          </span>
        ) : null}
      </div>
      <div className={styles['buttons']}>
        <Button
          color="secondary"
          disabled={trial.isPending}
          aria-label={`Test ${name}`}
          onClick={() => trial.mutate({ name })}
        >
          {trial.isPending ? 'Asking…' : 'Test'}
        </Button>
        {source === 'fixed' ? null : (
          <IconAction
            label={isOurs ? `Edit ${name}` : `Set up ${name}`}
            icon={Pencil}
            onClick={() => setDialog('edit')}
          />
        )}
        {isOurs ? (
          <IconAction label={`Delete ${name}`} icon={Trash2} onClick={() => setDialog('delete')} />
        ) : null}
      </div>
      <span className={styles['address']}>{baseUrl}</span>
      <TrialAnswer trial={trial} />
      {problem && provider.state === 'refused' && trial.isIdle ? (
        <p className={styles['answer']} data-tone="bad">
          {problemText(problem)}
        </p>
      ) : null}
      {dialog === 'edit' ? <ProviderDialog provider={provider} onClose={close} /> : null}
      {dialog === 'delete' ? <DeleteProviderDialog name={name} onClose={close} /> : null}
    </li>
  )
}

const ProviderState = ({ provider: { state, source, models } }: { provider: ModelProvider }) => {
  const Icon = state === 'up' ? CircleCheck : state === 'refused' ? CircleX : CircleOff
  const text =
    state === 'up'
      ? plural(models, 'model')
      : state === 'refused'
        ? 'refuses'
        : source === 'found'
          ? 'not running'
          : 'does not answer'
  return (
    <span className={styles['state']} data-state={state}>
      <Icon size={14} aria-hidden /> {text}
    </span>
  )
}
