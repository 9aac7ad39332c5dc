import type { NodeStatus } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'
import { Markdown } from '../ui/markdown.tsx'
import styles from './node_result.module.css'

interface ResponseTextProps {
  status: NodeStatus
  /** What was streamed while it was watched; a run that is opened later has only its outputs. */
  streamed: string
  outputs: JsonObject
}

/** The text that a node writes, as it reads: as it is streamed, and in its final form once it is there. */
export const ResponseText = ({ status, streamed, outputs }: ResponseTextProps) => {
  const isStreaming = status === 'running' || status === 'waiting'
  const text = isStreaming ? streamed : (longTextOf(outputs) ?? streamed)
  if (text === '') return null
  return (
    <section aria-label="Text">
      <h3 className={styles['title']}>Text</h3>
      {!isStreaming && isMarkdown(text) ? (
        <div className={styles['text']} data-markdown="">
          <Markdown text={text} />
        </div>
      ) : (
        <p className={styles['text']} aria-live="polite" aria-busy={isStreaming}>
          {text}
        </p>
      )}
    </section>
  )
}

/** The first output that is worth reading as text: a tree shows a short one well enough. */
const longTextOf = (outputs: JsonObject): string | undefined => {
  const first = Object.values(outputs).find((value) => typeof value === 'string')
  return first !== undefined && (first.length > 60 || first.includes('\n')) ? first : undefined
}

/** Only text with marks that a model writes on purpose; pages and data stay as they are. */
export const isMarkdown = (text: string): boolean =>
  !/^\s*[<{[]/.test(text) && /^(#{1,6} |[-*] |\d+\. |```|\|.+\|)|\*\*[^*\n]+\*\*/m.test(text)
