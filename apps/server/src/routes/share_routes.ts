import type { Share, SharedWorkflow } from '@llamanexus/contract'
import type { ShareRow } from '@llamanexus/store'
import type { FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { type OpenShare, openShare, type SharesOptions, shareWorkflow } from '../shares/shares.ts'
import { toldAddress } from '../told_address.ts'
import type { Handlers } from './mount.ts'
import { sendFile } from './transfer_routes.ts'
import { paged } from './workflow_routes.ts'

type ShareRoute = 'shareWorkflow' | 'listShares' | 'revokeShare' | 'getShare' | 'downloadShare'

export const shareRoutes = (app: App): Pick<Handlers, ShareRoute> => {
  const options = sharesOf(app)
  return {
    async shareWorkflow({ params, body, request, reply }) {
      const share = await shareWorkflow(options, params.id, body ?? {})
      reply.header('location', `/api/v1/workflows/${params.id}/shares`)
      return told(share, share.version, toldAddress(app, request))
    },

    async listShares({ params, query, request }) {
      const { version } = await app.documents.read(params.id)
      const page = await app.store.shares.list(params.id, paged(query))
      return { ...page, items: page.items.map((share) => told(share, version, toldAddress(app, request))) }
    },

    async revokeShare({ params }) {
      await app.documents.read(params.id)
      if (!(await app.store.shares.delete(params.id, params.sid))) throw new ApiProblem('share_not_found')
      return null
    },

    async getShare({ params, reply }) {
      hide(reply)
      return sharedWorkflow(await openShare(options, params.token))
    },

    async downloadShare({ params, query, reply }) {
      hide(reply)
      return sendFile(reply, await openShare(options, params.token), query?.format)
    },
  }
}

export const sharesOf = ({ store, documents, catalogue }: App): SharesOptions => ({
  store,
  documents,
  catalogue,
  now: Date.now,
})

/** What a link leads to is for those who have it, and for no search engine. */
export const hide = (reply: FastifyReply): FastifyReply => reply.header('x-robots-tag', 'noindex, nofollow')

export const sharedWorkflow = ({ share, file, left_out }: OpenShare): SharedWorkflow => ({
  title: share.title,
  note: share.note,
  version: file.version,
  follow_latest: share.follow_latest,
  created_at: share.created_at,
  expires_at: share.expires_at,
  updated_at: file.updated_at,
  workflow: file,
  left_out: left_out.map(({ pointer }) => pointer),
})

function told(row: ShareRow, newest: number, address: string): Share {
  const { functions: _, ...share } = row
  return {
    ...share,
    version: share.follow_latest ? newest : share.version,
    url: `${address}/share/${share.token}`,
  }
}
