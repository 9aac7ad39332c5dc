import type { FastifyInstance, FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import { messageHtml } from '../approvals/render_approval.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { sendPage } from '../routes/page_routes.ts'
import { hide, sharedWorkflow, sharesOf } from '../routes/share_routes.ts'
import { addApiHeaders, pageHeaders } from '../security/headers.ts'
import { guessLimit } from './guess_limit.ts'
import { openShare, WHY_NOT } from './shares.ts'

/** `/share/{token}`: the page of the web app that shows a shared workflow; to a program that asks for it, the JSON. */
export async function addSharePage(server: FastifyInstance, app: App, webDir: string): Promise<void> {
  const options = sharesOf(app)
  server.get<{ Params: { token: string } }>(
    '/share/:token',
    { config: guessLimit },
    async ({ params, headers }, reply) => {
      hide(reply).header('vary', 'accept')
      if (wantsJson(headers.accept)) {
        addApiHeaders(reply)
        return sharedWorkflow(await openShare(options, params.token))
      }
      try {
        await openShare(options, params.token)
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'share_not_found') return sendGone(reply)
        throw error
      }
      return sendPage(reply, webDir)
    },
  )
}

const wantsJson = (accept = ''): boolean =>
  accept.includes('application/json') && !accept.includes('text/html')

const sendGone = (reply: FastifyReply): FastifyReply =>
  reply
    .code(404)
    .headers({ ...pageHeaders, 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(messageHtml('This link leads nowhere', WHY_NOT))
