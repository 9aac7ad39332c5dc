import type { Approval } from '@llamanexus/contract'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { useDecideApproval } from '../api/approvals.ts'
import { describeError } from '../ui/describe_error.ts'
import { rememberedName, rememberName } from './answer_name.ts'
import styles from './approvals.module.css'
import { type ApprovalField, fieldsOf } from './form_fields.ts'

/** Where an open approval is answered. */
export const ApprovalForm = ({ approval }: { approval: Approval }) => {
  const { id, choices, form } = approval
  const fields = form ? fieldsOf(form) : []
  const [choice, setChoice] = useState(choices[0] ?? '')
  const [data, setData] = useState<JsonObject>({})
  const [json, setJson] = useState('{}')
  const [comment, setComment] = useState('')
  const [name, setName] = useState(rememberedName)
  const decide = useDecideApproval()
  const given = fields ? data : parse(json)
  const answer = (decision: 'approved' | 'rejected') => {
    rememberName(name)
    decide.mutate({
      id,
      decision,
      comment,
      ...(name && { by: name }),
      ...(choice && decision === 'approved' && { choice }),
      ...(form && decision === 'approved' && given !== undefined && { data: given }),
    })
  }
  return (
    <form
      className={styles['form']}
      aria-label={`Answer ${approval.title}`}
      onSubmit={(event) => {
        event.preventDefault()
        answer('approved')
      }}
    >
      {choices.length > 0 ? (
        <TextField
          select
          label="Choice"
          size="small"
          value={choice}
          onChange={(e) => setChoice(e.target.value)}
        >
          {choices.map((each) => (
            <MenuItem key={each} value={each}>
              {each}
            </MenuItem>
          ))}
        </TextField>
      ) : null}
      {fields?.map((field) => (
        <Field
          key={field.name}
          field={field}
          value={data[field.name]}
          onChange={(value) => setData((before) => withValue(before, field.name, value))}
        />
      ))}
      {fields ? null : (
        <TextField
          label="Data (JSON)"
          size="small"
          multiline
          minRows={3}
          value={json}
          error={given === undefined}
          onChange={(e) => setJson(e.target.value)}
        />
      )}
      <div className={styles['row']}>
        <TextField
          label="Comment"
          size="small"
          fullWidth={false}
          className={styles['comment']}
          value={comment}
          onChange={(e) => setComment(e.target.value)}
        />
        <TextField
          label="Your name"
          size="small"
          fullWidth={false}
          className={styles['name']}
          value={name}
          onChange={(e) => setName(e.target.value)}
        />
        <Button
          type="submit"
          variant="contained"
          disabled={decide.isPending || given === undefined}
          startIcon={<Check size={16} aria-hidden />}
        >
          Approve
        </Button>
        <Button
          variant="outlined"
          color="error"
          disabled={decide.isPending}
          startIcon={<X size={16} aria-hidden />}
          onClick={() => answer('rejected')}
        >
          Reject
        </Button>
      </div>
      {decide.isError ? (
        <p className={styles['problem']} role="alert">
          {describeError(decide.error)}
        </p>
      ) : null}
    </form>
  )
}

interface FieldProps {
  field: ApprovalField
  value: JsonValue | undefined
  onChange(value: JsonValue | undefined): void
}

const Field = ({ field, value, onChange }: FieldProps) => {
  const { title, kind, required, options } = field
  if (kind === 'boolean')
    return (
      <FormControlLabel
        label={title}
        control={
          <Checkbox size="small" checked={value === true} onChange={(e) => onChange(e.target.checked)} />
        }
      />
    )
  const read = (text: string): JsonValue | undefined => {
    if (text === '') return undefined
    if (kind === 'choice') return options.find((option) => String(option) === text)
    return kind === 'number' ? Number(text) : text
  }
  return (
    <TextField
      label={title}
      size="small"
      required={required}
      select={kind === 'choice'}
      type={kind === 'number' ? 'number' : 'text'}
      value={value === undefined ? '' : String(value)}
      onChange={(e) => onChange(read(e.target.value))}
    >
      {options.map((option) => (
        <MenuItem key={String(option)} value={String(option)}>
          {String(option)}
        </MenuItem>
      ))}
    </TextField>
  )
}

const withValue = (data: JsonObject, name: string, value: JsonValue | undefined): JsonObject => {
  const { [name]: _, ...others } = data
  return value === undefined ? others : { ...others, [name]: value }
}

const parse = (text: string): JsonValue | undefined => {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    return undefined
  }
}
