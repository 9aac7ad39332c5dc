/** What code may take where a request does not say. */
export const DEFAULT_TIMEOUT_MS = 10_000
export const DEFAULT_MEMORY_MB = 64
export const DEFAULT_OUTPUT_BYTES = 1024 * 1024
/** Of the result as JSON. It is read on the server's own thread, which has others to answer. */
export const MAX_RESULT_BYTES = 16 * 1024 * 1024
