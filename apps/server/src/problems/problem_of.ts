import { EngineError, type EngineErrorCode } from '@llamanexus/engine'
import type { CredentialFault, VaultErrorCode } from '@llamanexus/services/credentials'
import type { StoreErrorCode } from '@llamanexus/store'
import { ApiProblem, type ProblemOptions } from './api_problem.ts'
import type { ProblemCode } from './problem_codes.ts'

/** Any thrown value as a problem. What nobody foresaw is `internal`, without a word of its message or stack. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error
  if (error instanceof EngineError) return new ApiProblem(engineCodes[error.code], engineOptions(error))
  const code = codeOf(error)
  if (code in vaultCodes) return new ApiProblem(vaultCodes[code as VaultErrorCode], vaultOptions(error))
  if (code in storeCodes) return new ApiProblem(storeCodes[code as StoreErrorCode], storeOptions(error))
  if (code in httpCodes) return new ApiProblem(httpCodes[code] ?? 'internal')
  return new ApiProblem('internal', { detail: 'The server has logged what happened.' })
}

const engineCodes: Record<EngineErrorCode, ProblemCode> = {
  queue_full: 'queue_full',
  closing: 'closing',
  trigger_unknown: 'trigger_unknown',
  execution_unknown: 'execution_not_found',
  execution_ended: 'execution_ended',
  workflow_invalid: 'workflow_invalid',
}

const engineOptions = (error: EngineError): ProblemOptions => ({
  detail: error.message,
  ...(error.code === 'queue_full' && { headers: { 'retry-after': retryAfter(error.retry_after_ms) } }),
  ...(error.code === 'closing' && { headers: { 'retry-after': '5' } }),
})

const vaultCodes: Record<VaultErrorCode, ProblemCode> = {
  credential_invalid: 'credential_invalid',
  credential_missing: 'credential_not_found',
  credential_locked: 'credential_locked',
}

/** An error of the vault; one that a service threw with the same code has a message of its own, and no faults. */
function vaultOptions(error: unknown): ProblemOptions {
  const { message, faults = [] } = error as { message: string; faults?: readonly CredentialFault[] }
  const errors = faults.map((fault) => ({ ...fault, code: 'credential_invalid' }))
  return { detail: message, ...(errors.length > 0 && { errors }) }
}

/** Whole seconds, at least one. */
const retryAfter = (ms = 1000): string => String(Math.max(1, Math.ceil(ms / 1000)))

const storeCodes: Record<StoreErrorCode, ProblemCode> = {
  conflict: 'id_taken',
  name_taken: 'name_taken',
  stale: 'version_stale',
  busy: 'workflow_busy',
  disk_full: 'disk_full',
  store_failed: 'internal',
  newer_schema: 'internal',
  unwritable: 'internal',
}

function storeOptions(error: unknown): ProblemOptions {
  const current = (error as { current_version?: unknown }).current_version
  if (typeof current !== 'number') return {}
  return {
    detail: `The newest version is ${current}. Read it, apply the change to it, and save again.`,
    extra: { current_version: current },
  }
}

/** Errors of the HTTP server and its plugins. */
const httpCodes: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_REQ_FILE_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request_invalid',
  FST_ERR_BAD_URL: 'request_invalid',
  FST_ERR_NOT_FOUND: 'not_found',
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}
