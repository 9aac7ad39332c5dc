import type { ApprovalDecision } from '@llamanexus/contract'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import { pageHeaders } from '../security/headers.ts'
import { readDecision } from './read_decision.ts'
import { approvalHtml, messageHtml } from './render_approval.ts'

const formLimit = 64 * 1024

/** The page that a link of an approval leads to: looking at it changes nothing, its form decides. */
export async function addApprovalPage(server: FastifyInstance, app: App): Promise<void> {
  await server.register(async (pages) => {
    pages.removeAllContentTypeParsers()
    pages.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: formLimit },
      (_request, text, done) => done(null, new URLSearchParams(String(text))),
    )
    pages.get<{ Params: { token: string } }>('/approve/:token', async ({ params }, reply) => {
      const approval = await app.desk.byToken(params.token)
      return approval
        ? send(reply, 200, approvalHtml(approval))
        : send(reply, 404, messageHtml('There is no such approval', 'The link may be cut off.'))
    })
    pages.post<{ Params: { token: string } }>('/approve/:token', async ({ params, body }, reply) => {
      const approval = await app.desk.byToken(params.token)
      if (!approval)
        return send(reply, 404, messageHtml('There is no such approval', 'The link may be cut off.'))
      let decision: ApprovalDecision
      try {
        decision = readDecision(approval, body instanceof URLSearchParams ? body : new URLSearchParams())
        const decided = await app.desk.decide(approval.id, decision)
        return send(reply, 200, approvalHtml(decided))
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        const current = (await app.desk.byToken(params.token)) ?? approval
        return send(reply, error.status, approvalHtml(current, error.message))
      }
    })
  })
}

function send(reply: FastifyReply, status: number, html: string): FastifyReply {
  return (
    reply
      .code(status)
      .headers({ ...pageHeaders, 'cache-control': 'no-store' })
      // With none at all a browser sends no Origin with the form, and it would be taken for another site's.
      .header('referrer-policy', 'same-origin')
      .type('text/html; charset=utf-8')
      .send(html)
  )
}
