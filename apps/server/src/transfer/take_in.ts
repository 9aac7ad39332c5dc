import { functionHeaders } from '@llamanexus/contract'
import type { Workflow, WorkflowDraft } from '@llamanexus/workflow'
import type { FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import type { PostedFile } from '../read_document.ts'
import { etagOf } from '../routes/etag.ts'
import { bringFunctions } from './bring_functions.ts'

/** Makes a workflow of what was posted, with the functions that it brings, and says in the headers which and where. */
export async function takeIn(
  { store, catalogue, documents }: App,
  file: PostedFile,
  reply: FastifyReply,
  make: (draft: WorkflowDraft) => Promise<Workflow> = documents.create,
): Promise<Workflow> {
  const brought = await bringFunctions(file, { catalogue, functions: store.functions })
  try {
    const workflow = await make(brought.workflow)
    reply
      .header('location', `/api/v1/workflows/${workflow.id}`)
      .header('etag', etagOf(workflow.version))
      .headers(functionHeaders(brought))
    return workflow
  } catch (error) {
    await brought.undo()
    throw error
  }
}
