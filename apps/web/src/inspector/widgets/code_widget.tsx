import { CodeEditor } from '../../ui/code_editor.tsx'
import type { WidgetProps } from './widget_props.ts'

/** Program text or a template of another language; braces in it are its own. */
export const CodeWidget = ({ field, value, onChange, isInvalid }: WidgetProps) => (
  <CodeEditor
    label={field.title}
    value={typeof value === 'string' ? value : typeof field.default === 'string' ? field.default : ''}
    onChange={(text) => onChange(text === '' ? undefined : text)}
    language={languageOf(field.schema['x-language'])}
    isMultiline
    isInvalid={isInvalid}
  />
)

const languageOf = (language: unknown) =>
  language === 'text' || language === 'python' || language === 'json' ? language : 'javascript'
