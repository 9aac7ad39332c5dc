import type { ComponentType } from 'react'
import type { Widget as WidgetName } from '../widget_of.ts'
import { AgentToolsWidget } from './agent_tools_widget.tsx'
import { BooleanWidget } from './boolean_widget.tsx'
import { ChoicesWidget } from './choices_widget.tsx'
import { CodeWidget } from './code_widget.tsx'
import { CredentialWidget } from './credential_widget.tsx'
import { CronWidget } from './cron_widget.tsx'
import { type DependentName, isDependent } from './dependent_kinds.ts'
import { DependentWidget } from './dependent_widget.tsx'
import { DurationWidget } from './duration_widget.tsx'
import { FileWidget } from './file_widget.tsx'
import { GraphqlWidget } from './graphql_widget.tsx'
import { JsonWidget } from './json_widget.tsx'
import { ListWidget } from './list_widget.tsx'
import { ModelWidget } from './model_widget.tsx'
import { NumberWidget } from './number_widget.tsx'
import { isPicker, type PickerName } from './picker_kinds.ts'
import { PickerWidget } from './picker_widget.tsx'
import { RowsWidget } from './rows_widget.tsx'
import { SelectWidget } from './select_widget.tsx'
import { TextWidget } from './text_widget.tsx'
import { TimezoneWidget } from './timezone_widget.tsx'
import type { WidgetProps } from './widget_props.ts'
import { WorkflowInputsWidget } from './workflow_inputs_widget.tsx'

/** The widget of a field, for a value that is fixed. */
export const Widget = (props: WidgetProps) => {
  const { widget } = props.field
  const Chosen = isPicker(widget) ? PickerWidget : isDependent(widget) ? DependentWidget : widgets[widget]
  return <Chosen {...props} />
}

const widgets: Record<Exclude<WidgetName, PickerName | DependentName>, ComponentType<WidgetProps>> = {
  text: TextWidget,
  textarea: TextWidget,
  number: NumberWidget,
  duration: DurationWidget,
  boolean: BooleanWidget,
  select: SelectWidget,
  code: CodeWidget,
  // An expression is edited by the row itself; a form that asks for it without one gets the text.
  expression: TextWidget,
  key_value: RowsWidget,
  fields: RowsWidget,
  cases: RowsWidget,
  json: JsonWidget,
  file: FileWidget,
  list: ListWidget,
  model: ModelWidget,
  cron: CronWidget,
  timezone: TimezoneWidget,
  choices: ChoicesWidget,
  credential: CredentialWidget,
  graphql: GraphqlWidget,
  group: JsonWidget,
  workflow_inputs: WorkflowInputsWidget,
  agent_tools: AgentToolsWidget,
}
