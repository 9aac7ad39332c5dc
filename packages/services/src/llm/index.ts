export { createLlmService, type LlmServiceOptions } from './llm_service.ts'
export type { ProviderConfig } from './providers.ts'
