import type { Finding, FindingCode, Fix } from './finding.ts'

interface About {
  node_id?: string
  connection_id?: string
  fix?: Fix
}

/** A finding that keeps the workflow from running. */
export const error = (code: FindingCode, message: string, pointer: string, about: About = {}): Finding =>
  finding('error', code, message, pointer, about)

/** A finding that the workflow runs in spite of. */
export const warning = (code: FindingCode, message: string, pointer: string, about: About = {}): Finding =>
  finding('warning', code, message, pointer, about)

/** Something that keeps the value from being a workflow document at all. */
export const documentError = (message: string, pointer: string): Finding =>
  error('document_invalid', message, pointer)

function finding(
  severity: Finding['severity'],
  code: FindingCode,
  message: string,
  pointer: string,
  { node_id, connection_id, fix }: About,
): Finding {
  return {
    severity,
    code,
    message,
    pointer,
    ...(node_id !== undefined && { node_id }),
    ...(connection_id !== undefined && { connection_id }),
    ...(fix && { fix }),
  }
}
