import { NodeError } from '@llamanexus/node-sdk'

export const unknownModel = (wanted: string, why?: string): NodeError =>
  new NodeError('model_unknown', why ? `"${wanted}" ${why}` : `No provider has the model "${wanted}"`, {
    hint: 'Choose one of the list, write provider/model, or give a base URL. "builtin" is always there.',
    field: 'model',
    retryable: false,
  })

export const unknownProvider = (prefix: string, names: readonly string[], said?: string): NodeError =>
  new NodeError('model_unknown', `No provider is called "${prefix}"${said ? `, and ${said}` : ''}`, {
    hint: `There are: ${names.join(', ')}. Correct the name, or add the provider on the Models page.`,
    field: 'model',
    retryable: false,
  })

export const wrongBaseUrl = (): NodeError =>
  new NodeError('url_invalid', 'The base URL is not a URL', {
    hint: 'Write it whole, such as http://127.0.0.1:11434/v1.',
    field: 'base_url',
    retryable: false,
  })
