export { databaseFile, knowledgeFile } from './database_file.ts'
export { openStore, type StoreOptions } from './open_store.ts'
export type { ShareRow, ShareStore } from './share_types.ts'
export type { Companion } from './sqlite/companions.ts'
export type { CommitInfo } from './sqlite/journal.ts'
export { type RestoreResult, restoreBackup } from './sqlite/restore_backup.ts'
export { type BackupReport, verifyBackup } from './sqlite/verify_backup.ts'
export type {
  Firing,
  RunEnding,
  ScheduleRow,
  ScheduleStore,
  TriggerChange,
  TriggerStore,
  WatchedFile,
} from './trigger_types.ts'
export {
  type ApprovalQuery,
  type ApprovalRow,
  type ApprovalStore,
  type ChildRun,
  type ChildRunStore,
  type CredentialRow,
  type CredentialStore,
  type ExecutionQuery,
  type ExecutionStore,
  type FunctionStore,
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
