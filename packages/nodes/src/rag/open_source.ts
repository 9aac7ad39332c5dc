import type { Authorization, DocumentSource, NodeContext } from '@llamanexus/node-sdk'

export interface WantedSource {
  from: DocumentSource
  source: string
  credential?: string
}

/** The source as it is asked for: with what signs in at a URL, or with the address that a database credential holds. */
export async function openSource(
  { from, source, credential: id }: WantedSource,
  context: NodeContext<'credentials'>,
): Promise<{ source: string; authorization?: Authorization }> {
  if (!id || (from !== 'url' && from !== 'database')) return { source }
  const use = { id, field: 'credential', signal: context.signal }
  const { credentials } = context.services
  if (from === 'database') {
    const { values } = await credentials.open({ ...use, host: '', types: ['database'] })
    return { source: values['url'] ?? source }
  }
  return { source, authorization: await credentials.authorize({ ...use, url: source.trim() }) }
}
