export { createLlmService, type LlmServiceOptions, type LlmServiceParts } from './llm_service.ts'
export {
  createModelAdmin,
  type ModelAdmin,
  ModelAdminError,
  type ModelAdminFault,
  type ProviderState,
} from './model_admin.ts'
export { createModelSettings, type ModelSettingsRoom, type SettingsKeeper } from './model_settings.ts'
export type {
  ModelSettings,
  PriceRow,
  ProviderConfig,
  ProviderKind,
  ProviderSettings,
} from './provider_config.ts'
export type { ProviderTrial } from './provider_trial.ts'
