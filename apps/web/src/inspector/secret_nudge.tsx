import type { JsonValue } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import { useState } from 'react'
import { CredentialDialog } from '../credentials/credential_dialog.tsx'
import styles from '../credentials/credentials.module.css'
import type { FormField } from './form_field.ts'
import { isTypedSecret } from './is_typed_secret.ts'

interface SecretNudgeProps {
  field: FormField
  value: JsonValue | undefined
  onChange(value: JsonValue): void
}

/** Says that a secret which was typed in stands in the document, and moves it to the vault. */
export const SecretNudge = ({ field, value, onChange }: SecretNudgeProps) => {
  const [isOpen, setOpen] = useState(false)
  if (typeof value !== 'string' || !isTypedSecret(value)) return null
  return (
    <>
      <p className={styles['nudge']}>
        This stands in the document as it is. Exports leave it out.
        <Button size="small" onClick={() => setOpen(true)}>
          Keep it in the vault…
        </Button>
      </p>
      {isOpen ? (
        <CredentialDialog
          types={['secret']}
          start={{ type: 'secret', name: field.name.replaceAll(/\W/g, '_'), values: { value } }}
          onSaved={({ name }) => onChange(`{{ secrets.${name} }}`)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
