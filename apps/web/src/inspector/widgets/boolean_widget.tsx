import Switch from '@mui/material/Switch'
import type { WidgetProps } from './widget_props.ts'

export const BooleanWidget = ({ field, value, onChange, id, describedBy }: WidgetProps) => (
  <Switch
    id={id}
    checked={typeof value === 'boolean' ? value : field.default === true}
    slotProps={{ input: { 'aria-describedby': describedBy } }}
    onChange={(_, checked) => onChange(checked)}
  />
)
