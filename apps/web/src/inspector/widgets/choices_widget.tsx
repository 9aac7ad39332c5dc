import type { JsonSchema, JsonValue } from '@llamanexus/workflow'
import { optionLabel, optionsOf } from '@llamanexus/workflow'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormGroup from '@mui/material/FormGroup'
import type { WidgetProps } from './widget_props.ts'

/** Some of a few fixed values, in the order that the schema names them. */
export const ChoicesWidget = ({ field, value, onChange, id, describedBy }: WidgetProps) => {
  const items = (field.schema['items'] ?? {}) as JsonSchema
  const options = optionsOf(items)
  const chosen: readonly JsonValue[] = Array.isArray(value)
    ? value
    : Array.isArray(field.default)
      ? field.default
      : []
  const toggle = (option: string | number, isOn: boolean) =>
    onChange(options.filter((one) => (one === option ? isOn : chosen.includes(one))))
  return (
    <FormGroup row id={id} role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy}>
      {options.map((option) => (
        <FormControlLabel
          key={option}
          label={optionLabel(items, option)}
          control={
            <Checkbox
              size="small"
              checked={chosen.includes(option)}
              onChange={(_, isOn) => toggle(option, isOn)}
            />
          }
        />
      ))}
    </FormGroup>
  )
}
