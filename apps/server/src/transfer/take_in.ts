import { functionHeaders } from '@llamanexus/contract'
import type { Workflow, WorkflowDraft } from '@llamanexus/workflow'
import type { FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import type { PostedFile } from '../read_document.ts'
import { etagOf } from '../routes/etag.ts'
import { bringFunctions, type FunctionsHere } from './bring_functions.ts'

/** Makes a workflow of what was posted, with the functions that it brings, and says in the headers which and where. */
export async function takeIn(
  app: App,
  file: PostedFile,
  reply: FastifyReply,
  make: (draft: WorkflowDraft) => Promise<Workflow> = app.documents.create,
): Promise<Workflow> {
  const workflow = await keepWithFunctions(app, file, reply, make)
  reply.header('location', `/api/v1/workflows/${workflow.id}`)
  return workflow
}

/**
 * Keeps what was posted, with the functions that it brings, and says in the headers what became of them. Where the workflow
 * is not kept, neither are they.
 */
export async function keepWithFunctions(
  app: App,
  file: PostedFile,
  reply: FastifyReply,
  keep: (draft: WorkflowDraft) => Promise<Workflow>,
): Promise<Workflow> {
  const brought = await bringFunctions(file, functionsHere(app))
  try {
    const workflow = await keep(brought.workflow)
    reply.header('etag', etagOf(workflow.version)).headers(functionHeaders(brought))
    return workflow
  } catch (error) {
    await brought.undo()
    throw error
  }
}

export const functionsHere = ({ store, catalogue, functions }: App): FunctionsHere => ({
  catalogue,
  functions: store.functions,
  rules: functions,
})
