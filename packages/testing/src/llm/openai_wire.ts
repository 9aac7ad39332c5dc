import { type CacheTold, halves, SCRIPTED_USAGE, type Wire } from './reply.ts'

const usageOf = ({ cached_tokens = 0, cache_write_tokens = 0 }: CacheTold = {}) => {
  const { prompt_tokens: prompt, completion_tokens: completion } = SCRIPTED_USAGE
  return {
    ...SCRIPTED_USAGE,
    total_tokens: prompt + completion,
    ...(cached_tokens + cache_write_tokens > 0 && {
      prompt_tokens_details: { cached_tokens, cache_write_tokens },
    }),
  }
}

const line = (value: object): string => `data: ${JSON.stringify(value)}\n\n`

/** The format of `/chat/completions`. */
export function openaiChatWire(model: unknown): Wire {
  const envelope = { id: 'chatcmpl-1', created: 1, model }
  const chunk = (choice: object) =>
    line({
      ...envelope,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, finish_reason: null, ...choice }],
    })
  return {
    error: (_status, message) => ({ error: { message } }),
    whole: ({ text = null, calls, reason, usage, cache }) => ({
      ...envelope,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: text,
            ...(calls && {
              tool_calls: calls.map(({ id, name, arguments: args }) => ({
                id,
                type: 'function',
                function: { name, arguments: args },
              })),
            }),
          },
          finish_reason: reason ?? (calls ? 'tool_calls' : 'stop'),
        },
      ],
      ...(usage && { usage: usageOf(cache) }),
    }),
    start: () => '',
    text: (content) => chunk({ delta: { role: 'assistant', content } }),
    calls: (calls) =>
      calls
        .map(({ id, name, arguments: text }, index) => {
          const [first, rest] = halves(text)
          const opened = { index, id, type: 'function', function: { name, arguments: first } }
          return (
            chunk({ delta: { tool_calls: [opened] } }) +
            chunk({ delta: { tool_calls: [{ index, function: { arguments: rest } }] } })
          )
        })
        .join(''),
    end: (reason, usage, cache) =>
      chunk({ delta: {}, finish_reason: reason }) +
      (usage
        ? line({ ...envelope, object: 'chat.completion.chunk', choices: [], usage: usageOf(cache) })
        : '') +
      'data: [DONE]\n\n',
    streamError: (type, message) => line({ error: { type, message } }),
  }
}

/** The format of `/completions`. */
export function openaiTextWire(model: unknown): Wire {
  const chat = openaiChatWire(model)
  const envelope = { id: 'cmpl-1', object: 'text_completion', created: 1, model }
  return {
    ...chat,
    whole: ({ text = '', reason = 'stop', usage, cache }) => ({
      ...envelope,
      choices: [{ index: 0, text, finish_reason: reason }],
      ...(usage && { usage: usageOf(cache) }),
    }),
    text: (text) => line({ ...envelope, choices: [{ index: 0, text, finish_reason: null }] }),
    calls: () => '',
    end: (reason, usage, cache) =>
      line({ ...envelope, choices: [{ index: 0, text: '', finish_reason: reason }] }) +
      (usage ? line({ ...envelope, choices: [], usage: usageOf(cache) }) : '') +
      'data: [DONE]\n\n',
  }
}
