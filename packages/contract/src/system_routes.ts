import { type Static, Type } from 'typebox'
import type { SystemRoute } from './route.ts'
import { Any } from './schemas.ts'
import { SharedWorkflowSchema } from './share_schemas.ts'

const Health = Type.Object({ status: Type.String() })

/** Whether the server takes work, and what an administrator has turned on. */
export type Readiness = Static<typeof Readiness>

const Readiness = Type.Object({
  status: Type.String(),
  python_walls: Type.Array(Type.String(), {
    description:
      'What stands between code in Python and the machine: `webassembly`, `permissions`, `no_modules`, `no_network`, and `kernel` where the system can see to it. Empty where the machine’s own Python runs it.',
  }),
  shell_commands: Type.Boolean({
    description: 'Whether workflows may run programs of the machine (`LLAMANEXUS_ALLOW_SHELL`).',
  }),
  mcp_processes: Type.Boolean({
    description:
      'Whether MCP servers that are started as processes may be added over the API (`LLAMANEXUS_ALLOW_MCP_STDIO`).',
  }),
  private_hosts: Type.Array(Type.String(), {
    description:
      'Addresses inside the network that workflows may call (`LLAMANEXUS_HTTP_ALLOW`); `*` stands for all.',
  }),
})

/** What the server answers outside `/api/v1`; paths from the root. */
export const systemRoutes = [
  {
    id: 'webhook',
    method: 'ANY',
    path: '/webhooks/{path}',
    summary:
      'The address of an `http_webhook` node of an active workflow. Its `respond` decides what is answered: 202 at once, the final output, or what a `webhook_response` node says.',
    tag: 'webhooks',
    params: Type.Object({
      path: Type.String({ description: 'The `path` of the node; it may hold slashes' }),
    }),
    body: Any,
    consumes: ['application/x-www-form-urlencoded', 'text/plain', '*/*'],
    replies: { 200: Any, 202: Any },
    problems: [401, 404, 405, 413, 429, 500, 503, 504],
  },
  {
    id: 'testWebhook',
    method: 'ANY',
    path: '/webhooks/test/{path}',
    summary: 'The same of the newest saved version, whether the workflow is active or not',
    tag: 'webhooks',
    params: Type.Object({ path: Type.String() }),
    body: Any,
    consumes: ['application/x-www-form-urlencoded', 'text/plain', '*/*'],
    replies: { 200: Any, 202: Any },
    problems: [401, 404, 405, 409, 413, 429, 500, 503, 504],
  },
  {
    id: 'sharePage',
    method: 'GET',
    path: '/share/{token}',
    summary:
      'The page of a shared workflow; with `Accept: application/json`, the same as `/api/v1/shares/{token}`',
    tag: 'shares',
    params: Type.Object({ token: Type.String() }),
    produces: ['text/html', 'application/json'],
    replies: { 200: SharedWorkflowSchema },
    problems: [404, 429],
  },
  {
    id: 'livez',
    method: 'GET',
    path: '/livez',
    summary: 'The process answers',
    tag: 'health',
    replies: { 200: Health },
    problems: [],
  },
  {
    id: 'readyz',
    method: 'GET',
    path: '/readyz',
    summary: 'The store answers and the server takes work',
    tag: 'health',
    replies: { 200: Readiness },
    problems: [503],
  },
  {
    id: 'metrics',
    method: 'GET',
    path: '/metrics',
    summary: 'Counters and gauges in the Prometheus text format',
    tag: 'health',
    produces: ['text/plain'],
    replies: { 200: Type.String() },
    problems: [],
  },
] as const satisfies readonly SystemRoute[]
