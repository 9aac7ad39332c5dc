import { NodeError } from '@llamanexus/node-sdk'

const refuse = (code: string, message: string, field: string, hint: string): NodeError =>
  new NodeError(code, message, { field, hint, retryable: false })

/** Why a credential cannot be used, as a node tells it. */
export const credentialFailure = {
  missing: (field: string) =>
    refuse(
      'credential_missing',
      `The credential that "${field}" names does not exist`,
      field,
      'Choose another one, or make it anew under Credentials.',
    ),
  type: (field: string, name: string, type: string, types: readonly string[]) =>
    refuse(
      'credential_type',
      `"${field}" takes ${types.join(' or ')}, and the credential "${name}" is of type ${type}`,
      field,
      'Choose a credential of a type that fits.',
    ),
  host: (field: string, name: string, host: string, hosts: readonly string[]) =>
    refuse(
      'credential_host',
      `The credential "${name}" may not be sent to ${host}: it ${hosts.length === 0 ? 'names no host' : `is for ${hosts.join(', ')}`}`,
      field,
      'Add the host to the credential if it is to be trusted with it, or choose another one.',
    ),
  locked: (field: string, name: string, reason: string) =>
    refuse('credential_locked', `The credential "${name}" cannot be opened`, field, reason),
}
