import { parseDocument } from 'yaml'
import { documentError, error } from './findings.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { type ReadOptions, type ReadResult, readWorkflow } from './read_workflow.ts'

export type WorkflowFormat = 'json' | 'yaml'

/**
 * Reads a workflow from text; the format is told from its first character when it is not given. A fault in the syntax
 * is a finding that names line and column. Never throws.
 */
export function parseWorkflow(text: string, format?: WorkflowFormat, options: ReadOptions = {}): ReadResult {
  const limit = options.limits?.max_document_bytes ?? DEFAULT_LIMITS.max_document_bytes
  if (text.length > limit) {
    return { findings: [error('limit_exceeded', `The text is longer than ${limit} bytes.`, '')] }
  }
  const parsed = (format ?? formatOf(text)) === 'json' ? parseJson(text) : parseYaml(text)
  return 'fault' in parsed
    ? { findings: [documentError(parsed.fault, '')] }
    : readWorkflow(parsed.value, options)
}

type Parsed = { value: unknown } | { fault: string }

const formatOf = (text: string): WorkflowFormat => (/^\s*[{[]/.test(text) ? 'json' : 'yaml')

function parseJson(text: string): Parsed {
  try {
    return { value: JSON.parse(text) }
  } catch (cause) {
    return { fault: `This is not JSON: ${describe(text, (cause as Error).message)}` }
  }
}

/** Engines word it differently: `at position 12`, or line and column already. */
function describe(text: string, message: string): string {
  const position = / (?:in JSON )?at position (\d+)/.exec(message)
  if (!position) return message.includes('line') ? `${message}.` : `${message} (line ${lineCount(text)}).`
  const before = text.slice(0, Number(position[1])).split('\n')
  const reason = message.slice(0, position.index)
  return `${reason} at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`
}

const lineCount = (text: string): number => text.split('\n').length

function parseYaml(text: string): Parsed {
  try {
    const document = parseDocument(text, { prettyErrors: true, logLevel: 'silent' })
    const [fault] = document.errors
    if (fault) return { fault: `This is not YAML: ${fault.message.split('\n')[0]}` }
    // The default limit on aliases refuses documents that unfold into more than they hold.
    return { value: document.toJS() }
  } catch (cause) {
    return { fault: `This YAML cannot be read: ${(cause as Error).message}.` }
  }
}
