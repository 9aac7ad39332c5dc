import type { ChatMessage } from '@llamanexus/node-sdk'
import type { Static } from 'typebox'
import { cacheOf } from '../llm/chat_fields.ts'
import type { AgentConfig } from './agent_config.ts'
import type { AgentContext } from './perform_calls.ts'
import type { AgentWork } from './run_agent.ts'
import type { ToolServices } from './tool_services.ts'

interface Given {
  config: Static<typeof AgentConfig>
  messages: ChatMessage[]
  task: number
  context: AgentContext
}

/** What the loop needs, out of the node's configuration. */
export const toWork = ({ config, messages, task, context }: Given): AgentWork => ({
  messages,
  task,
  tools: config.tools,
  limits: { max_turns: config.max_turns, max_tokens: config.max_tokens, max_cost: config.max_cost },
  memory: { kind: config.memory, size: config.memory_size },
  stop_when: config.stop_when,
  parallel: config.parallel_tool_calls,
  max_failures: config.max_tool_failures,
  model_retries: config.model_retries,
  max_result: config.max_tool_result,
  max_pictures: config.max_tool_pictures,
  prompt_cache: cacheOf(config),
  model: {
    model: config.model,
    fallback_models: config.fallback_models,
    base_url: config.base_url,
    credential: config.credential,
    api_key: config.api_key,
    temperature: config.temperature,
    seed: config.seed,
    timeout_ms: config.timeout_ms,
    first_byte_ms: config.first_byte_ms,
  },
  // Collections are there where the server keeps knowledge, which not every set of services does.
  services: context.services as ToolServices,
  context,
})
