import { useMemo } from 'react'
import { codeCompletions } from '../../ui/code_completions.ts'
import { CodeEditor } from '../../ui/code_editor.tsx'
import type { WidgetProps } from './widget_props.ts'

/** Program text or a template of another language; braces in it are its own. */
export const CodeWidget = ({ field, value, onChange, isInvalid, siblings }: WidgetProps) => {
  const language = languageOf(field.schema['x-language'], siblings?.['language'])
  const completions = useMemo(
    () =>
      language === 'text' || language === 'json' ? undefined : codeCompletions(language, givenTo(language)),
    [language],
  )
  return (
    <CodeEditor
      label={field.title}
      value={typeof value === 'string' ? value : typeof field.default === 'string' ? field.default : ''}
      onChange={(text) => onChange(text === '' ? undefined : text)}
      language={language}
      isMultiline
      isInvalid={isInvalid}
      {...(completions ? { completions } : {})}
    />
  )
}

const LANGUAGES = ['text', 'javascript', 'python', 'sql', 'json'] as const
type Language = (typeof LANGUAGES)[number]

/** What the field says, else what the node is set to, which may be an expression. */
const languageOf = (said: unknown, chosen: unknown): Language =>
  LANGUAGES.find((language) => language === said) ??
  LANGUAGES.find((language) => language === chosen) ??
  'javascript'

const givenTo = (language: Language): readonly string[] => (language === 'sql' ? [] : ['input'])
