import { ModelPicker } from '../../ui/model_picker.tsx'
import type { WidgetProps } from './widget_props.ts'

/** The models that the server has found; any other name can be typed. */
export const ModelWidget = ({ field, value, onChange, id, describedBy, isInvalid }: WidgetProps) => (
  <ModelPicker
    id={id}
    value={typeof value === 'string' ? value : ''}
    onChange={(text) => onChange(text === '' ? undefined : text)}
    {...(typeof field.default === 'string' ? { placeholder: field.default } : {})}
    {...(describedBy === undefined ? {} : { describedBy })}
    isInvalid={isInvalid}
  />
)
