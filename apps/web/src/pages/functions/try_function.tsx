import type { FunctionDraft, FunctionTry } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import Button from '@mui/material/Button'
import { Play } from 'lucide-react'
import { useState } from 'react'
import { useTryFunction } from '../../api/function_queries.ts'
import { CodeEditor } from '../../ui/code_editor.tsx'
import { describeError } from '../../ui/describe_error.ts'
import { formatDuration } from '../../ui/format.ts'
import styles from './functions_page.module.css'
import { objectIn } from './object_in.ts'

/** Runs the function as it stands in the editor with arguments that are typed, and shows what came of it. */
export const TryFunction = ({ name, draft }: { name: string; draft: FunctionDraft | undefined }) => {
  const [text, setText] = useState(() => JSON.stringify(sampleOf(draft?.parameters ?? {}), null, 2))
  const attempt = useTryFunction()
  const args = objectIn(text)
  return (
    <section className={styles['try']} aria-labelledby="try">
      <div className={styles['row']}>
        <h2 id="try">Try it</h2>
        <span className={styles['spacer']} />
        <Button
          variant="outlined"
          startIcon={<Play size={16} />}
          disabled={!draft || !args || attempt.isPending}
          onClick={() => draft && args && attempt.mutate({ name, draft, args })}
        >
          {attempt.isPending ? 'Running…' : 'Run'}
        </Button>
      </div>
      <CodeEditor
        label="Arguments"
        language="json"
        isMultiline
        isInvalid={!args}
        value={text}
        onChange={setText}
      />
      <div aria-live="polite">
        {attempt.error && (
          <p role="alert" className={styles['error']}>
            {describeError(attempt.error)}
          </p>
        )}
        {attempt.data && <Outcome outcome={attempt.data} />}
      </div>
    </section>
  )
}

const Outcome = ({ outcome: { ok, result, stdout, error, duration_ms } }: { outcome: FunctionTry }) => (
  <>
    <h3>
      {ok ? 'Result' : 'Error'} <small>{formatDuration(duration_ms)}</small>
    </h3>
    {error ? (
      <div role="alert" className={styles['error']}>
        <p>{error.message}</p>
        {error.hint && <p className={styles['quiet']}>{error.hint}</p>}
      </div>
    ) : (
      <pre aria-label="Result">{JSON.stringify(result, null, 2)}</pre>
    )}
    {stdout !== '' && (
      <>
        <h3>Output</h3>
        <pre aria-label="Output">{stdout}</pre>
      </>
    )}
  </>
)

/** Arguments to begin with: defaults and examples of the schema, else an empty value of each type. */
export function sampleOf(schema: JsonObject): JsonObject {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonObject>
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, valueOf(property)]))
}

function valueOf({ default: preset, examples, enum: values, type }: JsonObject) {
  if (preset !== undefined) return preset
  const [first] = [examples, values].flatMap((list) => (Array.isArray(list) ? list : []))
  if (first !== undefined) return first
  switch (type) {
    case 'string':
      return ''
    case 'number':
    case 'integer':
      return 0
    case 'boolean':
      return false
    case 'array':
      return []
    case 'object':
      return {}
    default:
      return null
  }
}
