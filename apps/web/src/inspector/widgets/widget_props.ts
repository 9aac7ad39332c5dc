import type { JsonValue } from '@llamanexus/workflow'
import type { FormField } from '../form_field.ts'

/** What every widget of a form is given. */
export interface WidgetProps {
  field: FormField
  /** `undefined` where nothing is set; the default then counts. */
  value: JsonValue | undefined
  /** `undefined` takes the value back. */
  onChange(value: JsonValue | undefined): void
  /** Id for the label to point to. */
  id: string
  describedBy: string
  isInvalid: boolean
  /** The other fields of the same object, where one is read with another. */
  siblings?: Readonly<Record<string, JsonValue>>
}
