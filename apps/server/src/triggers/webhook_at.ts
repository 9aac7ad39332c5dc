import type { FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import type { WebhookTable } from './webhook_table.ts'

export const productionRoute = '/webhooks/*'
export const testRoute = '/webhooks/test/*'

export interface WebhookAddress {
  table: WebhookTable
  path: string
  is_test: boolean
}

/** The address that a request is for, with the table that serves it; undefined for a request to anything else. */
export async function webhookAt(
  { webhooks }: Pick<App, 'webhooks'>,
  request: FastifyRequest,
): Promise<WebhookAddress | undefined> {
  const { url } = request.routeOptions
  if (url === testRoute) return { table: await webhooks.test(), path: pathOf(request, 3), is_test: true }
  if (url === productionRoute) return { table: webhooks.active(), path: pathOf(request, 2), is_test: false }
  return undefined
}

/** As it was sent, without what comes before it: in a segment, `%2F` is no border between two. */
function pathOf({ url }: FastifyRequest, before: number): string {
  const path = (url.split(/[?#]/, 1)[0] ?? '').split('/').slice(before).join('/')
  return path.endsWith('/') ? path.slice(0, -1) : path
}
