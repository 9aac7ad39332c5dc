import type { ExecutionEvent } from '@llamanexus/contract'
import { CliError } from './cli_error.ts'

/** The events of a run from its first to its last, by server-sent events; a broken connection is taken up again. */
export async function* followEvents(url: string, executionId: string): AsyncGenerator<ExecutionEvent> {
  let last = 0
  for (let failures = 0; failures < 5; ) {
    const before = last
    try {
      for await (const event of eventsAfter(url, executionId, last)) {
        last = event.seq
        yield event
        if (ENDED.has(event.type)) return
      }
    } catch (error) {
      if (error instanceof CliError) throw error
    }
    failures = last > before ? 0 : failures + 1
  }
  throw new CliError(`The connection to ${url} was lost; the run ${executionId} goes on there.`)
}

const ENDED = new Set(['execution_completed', 'execution_failed', 'execution_cancelled'])

async function* eventsAfter(url: string, executionId: string, after: number): AsyncGenerator<ExecutionEvent> {
  const response = await fetch(`${url}/api/v1/workflows/executions/${executionId}/events`, {
    headers: { accept: 'text/event-stream', 'last-event-id': String(after) },
  })
  if (!response.ok || !response.body) {
    throw new CliError(
      `The server at ${url} answered ${response.status} when asked for the events of the run.`,
    )
  }
  let text = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const frames = text.split('\n\n')
    text = frames.pop() ?? ''
    for (const frame of frames) {
      const data = frame.split('\n').find((line) => line.startsWith('data: '))
      if (data) yield JSON.parse(data.slice(6)) as ExecutionEvent
    }
  }
}
