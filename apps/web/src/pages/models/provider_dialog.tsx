import type { ModelProvider, ProviderDraft, ProviderKind } from '@llamanexus/contract'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { useSaveProvider } from '../../api/model_api.ts'
import { FormDialog } from '../../dialogs/form_dialog.tsx'
import { type KeyChoice, KeyField } from './key_field.tsx'
import { PROVIDER_KINDS } from './provider_kinds.ts'

interface ProviderDialogProps {
  /** Absent: a new one is made. One that was found becomes one of the settings, under its name. */
  provider?: ModelProvider
  onClose(): void
}

interface Form {
  kind: ProviderKind
  name: string
  base_url: string
  key: KeyChoice
  default_model: string
  allow: string
  hidden: string
  headers: string
}

/** Makes a provider, or changes one. */
export const ProviderDialog = ({ provider, onClose }: ProviderDialogProps) => {
  const save = useSaveProvider()
  const [form, setForm] = useState<Form>(() => formOf(provider))
  const [wasTried, setTried] = useState(false)
  const set = (change: Partial<Form>) => setForm((now) => ({ ...now, ...change }))
  const problems = problemsOf(form)
  const shown = wasTried ? problems : {}
  const isNew = provider?.source !== 'settings'

  const chooseKind = (kind: ProviderKind) => {
    const usual = PROVIDER_KINDS.find((each) => each.kind === kind)
    const isUsual = PROVIDER_KINDS.some(({ base_url: url }) => url === form.base_url)
    const isNamed = PROVIDER_KINDS.some(({ name }) => name === form.name)
    set({
      kind,
      ...(usual && isUsual ? { base_url: usual.base_url } : {}),
      ...(usual && isNamed ? { name: usual.name } : {}),
    })
  }

  const submit = () => {
    setTried(true)
    if (Object.keys(problems).length > 0) return
    const { key } = form
    save.mutate(
      {
        draft: draftOf(form),
        ...(isNew ? {} : { former: provider.name }),
        ...(key.mode === 'new' ? { new_key: key.value.trim() } : {}),
      },
      { onSuccess: onClose },
    )
  }

  return (
    <FormDialog
      title={isNew ? 'Add a provider' : `Provider “${provider.name}”`}
      onClose={onClose}
      onSubmit={submit}
      action={save.isPending ? 'Saving…' : isNew ? 'Add' : 'Save'}
      task={save}
    >
      <TextField
        select
        label="Kind"
        value={form.kind}
        onChange={({ target }) => chooseKind(target.value as ProviderKind)}
      >
        {PROVIDER_KINDS.map(({ kind, text }) => (
          <MenuItem key={kind} value={kind}>
            {text}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        label="Name"
        value={form.name}
        required
        autoFocus
        error={shown.name !== undefined}
        helperText={shown.name ?? `Nodes name its models “${form.name || 'name'}/model”.`}
        onChange={({ target }) => set({ name: target.value })}
      />
      <TextField
        label="Base URL"
        value={form.base_url}
        required
        placeholder="http://127.0.0.1:11434/v1"
        error={shown.base_url !== undefined}
        helperText={shown.base_url ?? 'Usually ends in /v1. It may be an address of your own network.'}
        onChange={({ target }) => set({ base_url: target.value })}
      />
      <KeyField value={form.key} baseUrl={form.base_url} onChange={(key) => set({ key })} error={shown.key} />
      <TextField
        label="Default model"
        value={form.default_model}
        helperText="Asked where a node names the provider alone, and by the test."
        onChange={({ target }) => set({ default_model: target.value })}
      />
      <details open={Boolean(form.allow || form.hidden || form.headers)}>
        <summary style={{ cursor: 'pointer', marginBottom: 16 }}>More settings</summary>
        <div style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
          <TextField
            label="Only these models"
            value={form.allow}
            multiline
            helperText="One a line; * stands for anything. Empty: all. Others are refused."
            onChange={({ target }) => set({ allow: target.value })}
          />
          <TextField
            label="Hide from lists"
            value={form.hidden}
            multiline
            helperText="One a line; * stands for anything. They can be named all the same."
            onChange={({ target }) => set({ hidden: target.value })}
          />
          <TextField
            label="Extra headers"
            value={form.headers}
            multiline
            placeholder="X-Team: research"
            error={shown.headers !== undefined}
            helperText={shown.headers ?? 'One a line, “Name: value”. Nothing secret: keys are credentials.'}
            onChange={({ target }) => set({ headers: target.value })}
          />
        </div>
      </details>
    </FormDialog>
  )
}

const formOf = (provider: ModelProvider | undefined): Form => ({
  kind: provider?.kind ?? 'openai_compatible',
  name: provider?.name ?? '',
  base_url: provider?.base_url ?? '',
  key: provider?.credential ? { mode: 'kept', value: provider.credential } : { mode: 'none', value: '' },
  default_model: provider?.default_model ?? '',
  allow: (provider?.allow ?? []).join('\n'),
  hidden: (provider?.hidden ?? []).join('\n'),
  headers: Object.entries(provider?.headers ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n'),
})

const draftOf = ({
  kind,
  name,
  base_url,
  key,
  default_model,
  allow,
  hidden,
  headers,
}: Form): ProviderDraft => ({
  kind,
  name: name.trim(),
  base_url: base_url.trim(),
  ...(key.mode === 'kept' ? { credential: key.value } : {}),
  ...(default_model.trim() ? { default_model: default_model.trim() } : {}),
  ...(linesOf(allow).length > 0 ? { allow: linesOf(allow) } : {}),
  ...(linesOf(hidden).length > 0 ? { hidden: linesOf(hidden) } : {}),
  ...(linesOf(headers).length > 0
    ? { headers: Object.fromEntries(linesOf(headers).map((line) => headerOf(line) ?? ['', ''])) }
    : {}),
})

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const headerOf = (line: string): [string, string] | undefined => {
  const [, name, value] = /^([^\s:]+)\s*:\s*(.*)$/.exec(line) ?? []
  return name === undefined || value === undefined ? undefined : [name, value]
}

type Problems = Partial<Record<'name' | 'base_url' | 'key' | 'headers', string>>

const problemsOf = ({ name, base_url: baseUrl, key, headers }: Form): Problems => ({
  ...(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name.trim())
    ? {}
    : { name: 'A name of letters, digits, dots, dashes and underscores, without spaces.' }),
  ...(/^https?:\/\/./.test(baseUrl.trim()) && URL.canParse(baseUrl.trim())
    ? {}
    : { base_url: 'A whole address, such as http://127.0.0.1:11434/v1.' }),
  ...(key.mode === 'new' && key.value.trim() === '' ? { key: 'Paste the key, or choose “No key”.' } : {}),
  ...(linesOf(headers).every((line) => headerOf(line)) ? {} : { headers: 'Each line is “Name: value”.' }),
})
