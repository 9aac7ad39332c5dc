import { createClient } from '@llamanexus/contract'
import { leaveOutSecrets, type Workflow } from '@llamanexus/workflow'
import { keepExport, keepFile } from '../dialogs/keep_file.ts'
import { workflowOf } from '../document/document_state.ts'
import type { Editor } from '../document/editor_context.tsx'

/**
 * Keeps what the canvas shows as a file: by way of the server, which knows the functions that it calls. Where the server
 * cannot be reached the document itself is kept, as JSON, so that nobody's work depends on it.
 */
export const exportShown = async (editor: Editor, format: 'json' | 'yaml'): Promise<void> => {
  const { document, save, session, catalogue } = editor
  try {
    await save()
    const { server, meta } = document.state.getState()
    await keepExport(createClient(), { id: server.id, name: meta.name }, format, server.version)
  } catch {
    const { workflow } = leaveOutSecrets<Workflow>(workflowOf(document.state.getState()), catalogue)
    keepFile(`${JSON.stringify(workflow, null, 2)}\n`, { name: workflow.name, format: 'json' })
    session.notify('The server could not be reached: the file holds the workflow as JSON, and no functions')
  }
}
