import { type Call, routes } from '@llamanexus/contract'

/** Saves a workflow's document as a file on this machine, as the server exports it. */
export const keepExport = async (
  call: Call,
  { id, name }: { id: string; name: string },
  format: 'json' | 'yaml',
  version?: number,
): Promise<void> => {
  const query = { format, ...(version !== undefined && { version }) }
  const answer: unknown = await call(routes.exportWorkflow, { params: { id }, query })
  keepFile(typeof answer === 'string' ? answer : `${JSON.stringify(answer, null, 2)}\n`, { name, format })
}

export const keepFile = (text: string, { name, format }: { name: string; format: 'json' | 'yaml' }): void => {
  const address = URL.createObjectURL(new Blob([text], { type: `application/${format}` }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${fileName(name)}.${format}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

const fileName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '') || 'workflow'
