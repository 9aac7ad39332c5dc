import type { JsonObject } from '@llamanexus/workflow'
import { serveWorker } from '../workers/serve_worker.ts'
import { renderJinja } from './render_jinja.ts'
import { renderMustache } from './render_mustache.ts'

export interface TemplateJob {
  engine: 'jinja' | 'mustache'
  template: string
  /** JSON text of an object. */
  vars: string
}

/** `invalid`: the template does not parse. */
export type TemplateReply = { ok: true; text: string } | { ok: false; invalid: boolean; message: string }

serveWorker((message) => render(message as TemplateJob))

function render(job: TemplateJob): TemplateReply {
  const vars: JsonObject = JSON.parse(job.vars)
  try {
    const text = job.engine === 'jinja' ? renderJinja(job.template, vars) : renderMustache(job.template, vars)
    return { ok: true, text }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { ok: false, invalid: isSyntax(error), message: error.message }
  }
}

/** Neither engine has an error type for it; both say it in their words. */
function isSyntax(error: Error): boolean {
  return (
    error instanceof SyntaxError ||
    /^(?:Unclosed|Unopened|Invalid tags|Parser Error|Unexpected|Missing)/.test(error.message)
  )
}
