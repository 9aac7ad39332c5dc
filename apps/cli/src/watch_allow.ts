import { delimiter, isAbsolute } from 'node:path'
import { usageError } from './cli_error.ts'
import type { Call } from './command.ts'

/**
 * Directories outside of the workspace that workflows may watch: absolute paths in `LLAMANEXUS_WATCH_ALLOW`, separated as
 * in `PATH`. Throws a usage error where one is not absolute.
 */
export const watchAllowOf = ({ io }: Pick<Call, 'io'>): readonly string[] => {
  const paths = (io.env.LLAMANEXUS_WATCH_ALLOW ?? '').split(delimiter).flatMap((path) => path.trim() || [])
  const relative = paths.find((path) => !isAbsolute(path))
  if (relative !== undefined) throw usageError(`LLAMANEXUS_WATCH_ALLOW: "${relative}" is no absolute path.`)
  return paths
}
