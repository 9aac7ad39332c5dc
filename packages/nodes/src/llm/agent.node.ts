import { defineNode, port } from '@llamanexus/node-sdk'
import type { JsonObject } from '@llamanexus/workflow'
import { AgentConfig } from '../agent/agent_config.ts'
import { conversationOf } from '../agent/conversation.ts'
import { withoutPictures } from '../agent/recent_pictures.ts'
import { answerAsData, runAgent } from '../agent/run_agent.ts'
import { recall, remember } from '../agent/session_memory.ts'
import { toWork } from '../agent/to_work.ts'
import { slugFunction } from '../tools/slug_function.ts'
import { MODEL_CREDENTIALS } from './chat_fields.ts'
import { conversationInputs } from './chat_ports.ts'
import { checkSchema } from './check_schema.ts'
import { loadImages } from './with_images.ts'

export default defineNode({
  type: 'agent',
  version: 1,
  category: 'llm',
  name: 'Agent',
  icon: 'bot',
  description: 'Let a model use tools until it has the answer',
  keywords: ['assistant', 'tool calling', 'ai'],
  summary: '{model} {prompt}',
  // All it does is in its steps: which of them may be repeated is up to each tool.
  effect: 'idempotent',
  stepped: true,
  uses: ['approvals', 'cache', 'files', 'functions', 'http', 'llm', 'mcp', 'workflows'],
  credentials: MODEL_CREDENTIALS,
  inputs: {
    prompt: port.string({
      description: 'The task; comes after the messages.',
      schema: { 'x-widget': 'textarea', examples: ['What does order {{ trigger.order }} cost?'] },
    }),
    messages: port.array({
      description: 'A conversation: objects with role and content.',
      schema: { 'x-widget': 'json', examples: [[{ role: 'user', content: 'Hello' }]] },
    }),
    system: port.string({
      name: 'System prompt',
      description: 'How the agent is to behave; comes first.',
      schema: { 'x-widget': 'textarea', examples: ['You look things up before you answer.'] },
    }),
    images: conversationInputs.images,
  },
  outputs: {
    response: port.string({ description: 'What it said last; shown while it is written.' }),
    object: port.any({ description: 'The answer as data, where a schema was given.' }),
    messages: port.array({ description: 'The whole conversation, tool calls and their results included.' }),
    steps: port.array({ description: 'What it did: each turn of the model and each call of a tool.' }),
    usage: port.object({
      description:
        'Tokens of all turns: `prompt_tokens`, `completion_tokens`, `total_tokens`, and `cached_tokens` and `cache_write_tokens` where the provider tells.',
    }),
    cost: port.any({ description: 'US dollars of all turns; null where a price is not known.' }),
    stop_reason: port.string({
      description: 'Why it ended: `answer`, `stop_when`, `max_turns`, `max_tokens`, `max_cost`.',
    }),
  },
  config: AgentConfig,
  docs: `Gives a model a task and tools, and lets it call them until it has the answer.

**When to use it.** When it cannot be drawn beforehand which steps a task takes: looking things up, working them out,
trying again.

**Tools** are functions of the workspace, tools of MCP servers, other workflows, and collections to search. The model
sees their names, descriptions and schemas. Arguments that do not fit are sent back to it before anything is called, and
so is what goes wrong in a tool; one that fails too often in a row is taken away.

Pictures in the results of tools (\`image\` content of MCP, or \`{"data": "<base64>", "mime_type": "image/png"}\` and
\`data:\` URLs of functions) are shown to models that see; others are told what they are. The step of the call keeps them,
and the outputs name them.

Each turn of the model and each call of a tool is written down. After a restart the agent goes on behind the last one:
no tool is called twice. A call that was interrupted in the middle is made again where that does no harm; a tool of an
MCP server is taken to do harm unless its **effect** says otherwise, and then a person is asked.

A tool with \`"approval": "always"\` waits under **Approvals** until a person has seen its arguments and allowed it. A
call that is not allowed is told to the model, with the comment.

A model that is busy or out of reach is asked again after a while, without doing anew what was done. Limits on turns,
tokens and cost end it with what it has; **stop_reason** says which. The **memory window** bounds what
the model is sent, and a **session** makes it remember earlier runs.

The \`builtin\` model calls the tool whose description fits the task best, once, and answers from its result:
\`{"kind": "function", "name": "slug"}\` is called for “Give me the text Green Tea as part of an address”.`,
  examples: [
    {
      title: 'With a function',
      functions: [slugFunction],
      config: { model: 'builtin', tools: [{ kind: 'function', name: 'slug' }] },
      inputs: { prompt: 'Make the text Green Tea part of an address' },
      outputs: { stop_reason: 'answer', cost: 0 },
    },
  ],
  async execute({ config, inputs, context }) {
    const { session, session_ttl_ms, response_schema } = config
    if (response_schema) checkSchema(response_schema, 'response_schema')
    const earlier = session ? await recall(context, session) : []
    const { messages, task } = conversationOf(inputs, earlier)
    const work = toWork({ config, messages: await loadImages(messages, context), task, context })
    const done = await runAgent(work)
    if ('suspend' in done) return done
    const { state, stop_reason } = done
    // The schema says that it is JSON, which the type of a free object does not.
    const schema = response_schema as JsonObject | undefined
    const data = schema ? await answerAsData(work, state, schema) : { object: undefined }
    if ('suspend' in data) return data
    // As they were given, for what is loaded for the model is kept nowhere.
    const conversation = [...messages, ...state.messages.slice(messages.length)].map((message) =>
      withoutPictures(message),
    )
    if (session) await remember(context, session, conversation, session_ttl_ms)
    return {
      response: state.text,
      object: data.object,
      messages: conversation.map((message) => ({ ...message })),
      steps: state.trace.map((entry) => ({ ...entry })),
      usage: { ...state.usage },
      cost: state.cost,
      stop_reason,
    }
  },
})
