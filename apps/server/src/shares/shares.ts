import { randomBytes } from 'node:crypto'
import type { ShareDraft } from '@llamanexus/contract'
import type { ShareRow, Store } from '@llamanexus/store'
import type { Catalogue, LeftOut, Workflow, WorkflowFile } from '@llamanexus/workflow'
import { leaveOutSecrets } from '@llamanexus/workflow'
import type { Documents } from '../documents.ts'
import { newId } from '../new_id.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { functionsOf } from '../transfer/workflow_file.ts'

export interface SharesOptions {
  store: Pick<Store, 'shares' | 'functions'>
  documents: Pick<Documents, 'read'>
  catalogue: Catalogue
  /** Milliseconds since the epoch. */
  now: () => number
}

/** A share with what it shows now. */
export interface OpenShare {
  share: ShareRow
  file: WorkflowFile
  left_out: LeftOut[]
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Nobody guesses one of 2¹⁹². */
const TOKEN_BYTES = 24

/** Shares a workflow as it is now. Throws `workflow_not_found`. */
export async function shareWorkflow(
  { store, documents, catalogue, now }: SharesOptions,
  workflowId: string,
  draft: ShareDraft,
): Promise<ShareRow> {
  const { expires_in_days: days, follow_latest = false, include_sample = true, note = '' } = draft
  const workflow = await documents.read(workflowId)
  const share: ShareRow = {
    id: newId('shr'),
    token: randomBytes(TOKEN_BYTES).toString('base64url'),
    workflow_id: workflow.id,
    version: workflow.version,
    follow_latest,
    include_sample,
    title: draft.title?.trim() || workflow.name,
    note: note.trim(),
    functions: follow_latest ? null : await functionsOf(workflow, { catalogue, functions: store.functions }),
    created_at: new Date(now()).toISOString(),
    expires_at: days === undefined ? null : new Date(now() + days * DAY_MS).toISOString(),
  }
  await store.shares.add(share)
  return share
}

/**
 * What a token leads to. Throws `share_not_found` whether there never was such a link, it was revoked, or its time is over:
 * which of them it is, is nobody's business who has no link.
 */
export async function openShare(options: SharesOptions, token: string): Promise<OpenShare> {
  const { store, catalogue, now } = options
  const share = await store.shares.byToken(token)
  if (!share || (share.expires_at !== null && Date.parse(share.expires_at) <= now()))
    throw new ApiProblem('share_not_found', { detail: WHY_NOT })
  const shown = await shownVersion(options, share)
  const { workflow, left_out } = leaveOutSecrets(
    share.include_sample ? shown : withoutSamples(shown, catalogue),
    catalogue,
  )
  const functions = share.functions ?? (await functionsOf(shown, { catalogue, functions: store.functions }))
  return { share, file: functions.length > 0 ? { ...workflow, functions } : workflow, left_out }
}

export const WHY_NOT =
  'The link may be cut off, its time may be over, or whoever made it has ended it. Ask them for a new one.'

/** Deleted in this very moment, a workflow has no shares any more. */
async function shownVersion({ documents }: SharesOptions, share: ShareRow): Promise<Workflow> {
  try {
    return await documents.read(share.workflow_id, share.follow_latest ? undefined : share.version)
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    throw new ApiProblem('share_not_found', { detail: WHY_NOT })
  }
}

function withoutSamples(workflow: Workflow, catalogue: Catalogue): Workflow {
  const nodes = workflow.nodes.map((node) => {
    if (catalogue.get(node.type)?.role !== 'trigger' || !Object.hasOwn(node.config, 'sample')) return node
    const { sample: _, ...config } = node.config
    return { ...node, config }
  })
  return { ...workflow, nodes }
}
