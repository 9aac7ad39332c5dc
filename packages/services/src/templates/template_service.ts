import { NodeError, type RenderRequest, type TemplateService } from '@llamanexus/node-sdk'
import { openProcess } from '../workers/open_process.ts'
import { WorkerFailure } from '../workers/worker_failure.ts'
import { createWorkerPool } from '../workers/worker_pool.ts'
import type { TemplateJob, TemplateReply } from './template_worker.ts'

export interface TemplateServiceOptions {
  /** Processes that render. Default 2. */
  workers?: number
  /** Of one rendering. Default 2,000 ms. */
  timeout_ms?: number
}

/** Renders Jinja and Mustache in processes that are ended at the deadline, for a template can loop or grow without end. */
export function createTemplateService(
  options: TemplateServiceOptions = {},
): TemplateService & { close(): Promise<void> } {
  const pool = createWorkerPool({
    open: openProcess({ entry: new URL('./template_worker.ts', import.meta.url), memory_mb: 256 }),
    size: options.workers ?? 2,
  })

  async function render(request: RenderRequest): Promise<string> {
    const timeoutMs = request.timeout_ms ?? options.timeout_ms ?? 2000
    const job: TemplateJob = {
      engine: request.engine,
      template: request.template,
      vars: JSON.stringify(request.vars),
    }
    const reply = await pool
      .use({ timeout_ms: timeoutMs, signal: request.signal }, (call) => call(job) as Promise<TemplateReply>)
      .catch((error: unknown) => Promise.reject(workerFailure(error, timeoutMs)))
    if (!reply.ok) throw templateFailure(reply)
    return reply.text
  }

  return { render, close: pool.close }
}

function templateFailure({ invalid, message }: Extract<TemplateReply, { ok: false }>): NodeError {
  const code = invalid ? 'template_invalid' : 'template_failed'
  const what = invalid ? 'The template cannot be read' : 'The template failed'
  return new NodeError(code, `${what}: ${message}`, { field: 'template', retryable: false })
}

function workerFailure(error: unknown, timeoutMs: number): unknown {
  if (!(error instanceof WorkerFailure)) return error
  switch (error.code) {
    case 'timeout':
      return new NodeError('timeout', `The template took longer than ${timeoutMs} ms and was stopped`, {
        hint: 'Look for a loop over too many items.',
        field: 'template',
        retryable: false,
      })
    case 'out_of_memory':
      return new NodeError('template_failed', 'The template used too much memory', {
        hint: 'Render fewer items at a time.',
        field: 'template',
        retryable: false,
      })
    case 'aborted':
      return new NodeError('aborted', 'The rendering was cancelled', { retryable: false })
    case 'died':
    case 'closed':
      return new NodeError('template_failed', `The template was not rendered: ${error.message}`)
  }
}
