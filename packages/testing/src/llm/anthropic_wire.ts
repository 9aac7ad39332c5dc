import { type CacheTold, halves, SCRIPTED_USAGE, type Wire } from './reply.ts'

const event = (type: string, data: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`

const REASONS: Record<string, string> = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use' }
const ERRORS: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

/** What is read from the cache is counted beside the other tokens of the prompt, not among them. */
const usageOf = (
  { cached_tokens: read = 0, cache_write_tokens: written = 0 }: CacheTold,
  output: number,
) => ({
  input_tokens: SCRIPTED_USAGE.prompt_tokens - read - written,
  cache_read_input_tokens: read,
  cache_creation_input_tokens: written,
  output_tokens: output,
})

/** The format of `/messages`. */
export function anthropicWire(model: unknown): Wire {
  let block = -1
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, stop_sequence: null }
  const open = (content_block: object): string => {
    block += 1
    return event('content_block_start', { index: block, content_block })
  }
  const delta = (value: object): string => event('content_block_delta', { index: block, delta: value })
  const close = (): string => event('content_block_stop', { index: block })
  return {
    error: (status, text) => ({
      type: 'error',
      error: { type: ERRORS[status] ?? 'api_error', message: text },
    }),
    whole: ({ text, calls = [], reason, cache = {} }) => ({
      ...message,
      content: [
        ...(text === undefined ? [] : [{ type: 'text', text }]),
        ...calls.map(({ id, name, arguments: args }) => ({
          type: 'tool_use',
          id,
          name,
          input: JSON.parse(args),
        })),
      ],
      stop_reason: REASONS[reason ?? (calls.length > 0 ? 'tool_calls' : 'stop')],
      usage: usageOf(cache, SCRIPTED_USAGE.completion_tokens),
    }),
    start: () =>
      event('message_start', {
        message: { ...message, content: [], stop_reason: null, usage: usageOf({}, 1) },
      }),
    text: (text) => open({ type: 'text', text: '' }) + delta({ type: 'text_delta', text }) + close(),
    calls: (calls) =>
      calls
        .map(
          ({ id, name, arguments: text }) =>
            open({ type: 'tool_use', id, name, input: {} }) +
            halves(text)
              .map((partial_json) => delta({ type: 'input_json_delta', partial_json }))
              .join('') +
            close(),
        )
        .join(''),
    end: (reason, _usage, cache) =>
      event('message_delta', {
        delta: { stop_reason: REASONS[reason] ?? reason, stop_sequence: null },
        usage: usageOf(cache, SCRIPTED_USAGE.completion_tokens),
      }) + event('message_stop', {}),
    streamError: (type, text) => event('error', { error: { type, message: text } }),
  }
}
