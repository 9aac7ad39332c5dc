export { createLlmService, type LlmServiceOptions, type LlmServiceParts } from './llm_service.ts'
export { createModelSettings, type ModelSettingsRoom, type SettingsKeeper } from './model_settings.ts'
export type {
  ModelSettings,
  PriceRow,
  ProviderConfig,
  ProviderKind,
  ProviderSettings,
} from './provider_config.ts'
