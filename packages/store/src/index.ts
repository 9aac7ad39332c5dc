export {
  type ExecutionQuery,
  type ExecutionStore,
  type IdempotencyStore,
  type Page,
  type SettingsStore,
  type Store,
  StoreError,
  type StoreErrorCode,
  type VersionInfo,
  type WorkflowQuery,
  type WorkflowStore,
} from './types.ts'
