import type { PriceRow, TokenPrice } from '@llamanexus/contract'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { usePrices, useSetPrices } from '../../api/model_api.ts'
import { FormDialog } from '../../dialogs/form_dialog.tsx'

interface PriceDialogProps {
  /** Empty for a new row. */
  pattern: string
  price: TokenPrice | null
  onClose(): void
}

const FIELDS = [
  { name: 'input', label: 'In', hint: 'What the model reads.' },
  { name: 'output', label: 'Out', hint: 'What it writes.' },
  { name: 'cached_input', label: 'In, from the cache', hint: 'As “In” where nothing is given.' },
  { name: 'cache_write', label: 'In, written to the cache', hint: 'As “In” where nothing is given.' },
] as const

type Field = (typeof FIELDS)[number]['name']

/** Sets what models cost that fit a pattern, in a row of one's own. */
export const PriceDialog = ({ pattern: former, price, onClose }: PriceDialogProps) => {
  const prices = usePrices()
  const save = useSetPrices()
  const [pattern, setPattern] = useState(former)
  const [values, setValues] = useState<Record<Field, string>>(() => textsOf(price))
  const own = prices.data?.own ?? []
  const row = rowOf(pattern, values)
  const isOwn = own.some((each) => each.pattern === former)
  const store = (rows: PriceRow[]) => save.mutate(rows, { onSuccess: onClose })
  return (
    <FormDialog
      title="Price, in US dollars a million tokens"
      maxWidth="xs"
      onClose={onClose}
      onSubmit={() => row && prices.data && store(withRow(own, former, row))}
      action="Save"
      task={save}
      isIncomplete={!row || !prices.data}
      others={
        isOwn ? (
          <Button
            color="error"
            disabled={save.isPending}
            onClick={() => store(own.filter((each) => each.pattern !== former))}
          >
            Remove
          </Button>
        ) : null
      }
    >
      <TextField
        label="Model"
        value={pattern}
        required
        autoFocus={former === ''}
        helperText="provider/model, or a name; * stands for anything. The first row that fits counts."
        onChange={({ target }) => setPattern(target.value)}
      />
      {FIELDS.map(({ name, label, hint }) => (
        <TextField
          key={name}
          label={label}
          value={values[name]}
          required={name === 'input' || name === 'output'}
          error={values[name] !== '' && amountOf(values[name]) === undefined}
          helperText={hint}
          slotProps={{ htmlInput: { inputMode: 'decimal' } }}
          onChange={({ target }) => setValues((now) => ({ ...now, [name]: target.value }))}
        />
      ))}
    </FormDialog>
  )
}

const textsOf = (price: TokenPrice | null): Record<Field, string> => ({
  input: price ? String(price.input) : '',
  output: price ? String(price.output) : '',
  cached_input: price?.cached_input === undefined ? '' : String(price.cached_input),
  cache_write: price?.cache_write === undefined ? '' : String(price.cache_write),
})

const amountOf = (text: string): number | undefined => {
  const amount = Number(text.trim().replace(',', '.'))
  return text.trim() !== '' && Number.isFinite(amount) && amount >= 0 ? amount : undefined
}

/** Undefined while something is missing or no number. */
const rowOf = (pattern: string, values: Record<Field, string>): PriceRow | undefined => {
  const [input, output] = [amountOf(values.input), amountOf(values.output)]
  const [cached, written] = [amountOf(values.cached_input), amountOf(values.cache_write)]
  const isOdd = (text: string, amount: number | undefined) => text.trim() !== '' && amount === undefined
  if (pattern.trim() === '' || input === undefined || output === undefined) return undefined
  if (isOdd(values.cached_input, cached) || isOdd(values.cache_write, written)) return undefined
  return {
    pattern: pattern.trim(),
    input,
    output,
    ...(cached === undefined ? {} : { cached_input: cached }),
    ...(written === undefined ? {} : { cache_write: written }),
  }
}

/** In its old place, or first: the newest word on a model is the one that counts. */
const withRow = (own: readonly PriceRow[], former: string, row: PriceRow): PriceRow[] => {
  const others = own.filter(({ pattern }) => pattern !== row.pattern || pattern === former)
  return others.some(({ pattern }) => pattern === former)
    ? others.map((each) => (each.pattern === former ? row : each))
    : [row, ...others]
}
