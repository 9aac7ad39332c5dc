import type { Finding } from '@llamanexus/workflow'

/** `file:/nodes/0/type error type_unknown There is no …`, as editors and CI logs read it. */
export const findingLine = (file: string, { pointer, severity, code, message }: FindingLine): string =>
  `${file}:${pointer} ${severity} ${code} ${message}`

/** A finding, or what keeps a file from being read at all. */
export type FindingLine = Pick<Finding, 'pointer' | 'severity' | 'message'> & { code: string }
