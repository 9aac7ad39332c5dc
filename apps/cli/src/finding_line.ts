import type { Finding } from '@llamanexus/workflow'

/** `file:/nodes/0/type error type_unknown There is no …`, as editors and CI logs read it. */
export const findingLine = (file: string, { pointer, severity, code, message }: Finding): string =>
  `${file}:${pointer} ${severity} ${code} ${message}`
