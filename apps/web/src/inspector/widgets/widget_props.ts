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
  /** The rest of the node, for a field whose choice fills in others. */
  node?: NodeFields
}

/** The values of a node by JSON pointer; what is written together is one step of undo. */
export interface NodeFields {
  read(pointer: string): JsonValue | undefined
  write(values: Readonly<Record<string, JsonValue | undefined>>): void
}
