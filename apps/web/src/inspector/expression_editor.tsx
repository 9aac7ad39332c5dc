import { CodeEditor } from '../ui/code_editor.tsx'
import { expressionCompletions } from './expression_completions.ts'
import { ExpressionResult } from './expression_result.tsx'
import { useInspectorScope } from './scope_context.tsx'

interface ExpressionEditorProps {
  value: string
  onChange(value: string): void
  label: string
  kind: 'template' | 'bare'
  locals: readonly string[]
  isMultiline?: boolean
  isInvalid?: boolean
  placeholder?: string
}

/** A field for an expression: completes what can be read here, and shows the result while it is typed. */
export const ExpressionEditor = (props: ExpressionEditorProps) => {
  const { value, kind, locals } = props
  const scope = useInspectorScope()
  const completions = expressionCompletions({
    values: scope.values,
    upstream: scope.sources,
    locals,
    kind,
  })
  return (
    <>
      <CodeEditor
        {...props}
        language={kind === 'bare' ? 'expression' : 'template'}
        placeholder={props.placeholder ?? (kind === 'bare' ? 'input.total > 100' : '{{ nodes.… }}')}
        completions={completions}
      />
      <ExpressionResult text={value} kind={kind} locals={locals} />
    </>
  )
}
