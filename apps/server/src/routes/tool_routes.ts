import { NodeError } from '@llamanexus/node-sdk'
import type { McpServerConfig, NamedMcpServer } from '@llamanexus/services/mcp'
import type { App } from '../app.ts'
import { ApiProblem } from '../problems/api_problem.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type ToolRoute =
  | 'listMcpServers'
  | 'putMcpServer'
  | 'deleteMcpServer'
  | 'listMcpTools'
  | 'listMcpResources'
  | 'listMcpPrompts'
  | 'listOpenApiOperations'
  | 'exploreGraphql'

export const toolRoutes = ({
  mcp,
  openapi,
  graphql,
  credentials: { redactor },
}: App): Pick<Handlers, ToolRoute> => {
  const named = async (name: string) => (await mcp.settings.list()).find((each) => each.name === name)

  async function shown({ name, source, config, written }: NamedMcpServer) {
    const { state = 'idle', error } = (await mcp.service.servers()).find((each) => each.name === name) ?? {}
    return {
      name,
      source,
      state,
      transport: config.transport,
      // Arguments, variables and headers may hold secrets: they are written and never read.
      ...(config.transport === 'stdio'
        ? { command: written ?? config.command }
        : {
            url: written ?? config.url,
            ...(config.credential !== undefined && { credential: config.credential }),
          }),
      // A server may say what it was told.
      ...(error !== undefined && { error: redactor.text(error) }),
      log: mcp.log(name).map(redactor.text),
    }
  }

  return {
    async listMcpServers({ query }) {
      const servers = await mcp.settings.list()
      const { items, ...page } = pageOf(servers, query)
      const problems = [...(await mcp.settings.problems())]
      return { ...page, items: await Promise.all(items.map(shown)), problems }
    },

    async putMcpServer({ params: { name }, body }) {
      const { transport, url, credential, command, args, env, cwd } = body
      let config: McpServerConfig
      if (transport === 'stdio' || command !== undefined) {
        if (!mcp.allow_stdio) throw new ApiProblem('mcp_stdio_refused')
        if (command === undefined) throw invalid('/command', 'A server that is a process needs a command.')
        config = {
          transport: 'stdio',
          command,
          ...(args && { args }),
          ...(env && { env }),
          ...(cwd && { cwd }),
        }
      } else {
        const address = url === undefined ? null : URL.parse(url)
        if (!address || !/^(https?|wss?):$/.test(address.protocol))
          throw invalid('/url', 'An http, https, ws or wss address is needed.')
        const socket = address.protocol.startsWith('ws')
        config = {
          transport: socket ? 'websocket' : transport === 'sse' ? 'sse' : 'http',
          url: address.href,
          ...(credential && { credential }),
        }
      }
      if ((await named(name))?.source === 'file') throw new ApiProblem('mcp_server_fixed')
      await mcp.settings.put(name, config)
      await mcp.service.forget(name)
      return shown({ name, source: 'settings', config })
    },

    async deleteMcpServer({ params: { name } }) {
      if ((await named(name))?.source === 'file') throw new ApiProblem('mcp_server_fixed')
      if (!(await mcp.settings.remove(name))) throw new ApiProblem('mcp_server_not_found')
      await mcp.service.forget(name)
      return null
    },

    listMcpTools: async ({ params, query }) =>
      pageOf(await told(mcp.service.tools(params.name, signedIn(query))), query),
    listMcpResources: async ({ params, query }) =>
      pageOf(await told(mcp.service.resources(params.name, signedIn(query))), query),
    listMcpPrompts: async ({ params, query }) =>
      pageOf(await told(mcp.service.prompts(params.name, signedIn(query))), query),

    async listOpenApiOperations({ body: { spec_url, operation, credential } }) {
      const use = { credential }
      const { title, version, servers, operations } = await told(openapi.describe(spec_url, use))
      const picked =
        operation === undefined ? undefined : await told(openapi.operation(spec_url, operation, use))
      return {
        title,
        version,
        servers,
        items: operations.map((each) => ({ ...each, tags: [...each.tags] })),
        ...(picked && { parameters: picked.parameters }),
      }
    },

    exploreGraphql: async ({ body }) => ({ items: await told(graphql.explore(body)) }),
  }
}

function pageOf<T>(all: readonly T[], query: { limit?: number; offset?: number } | undefined) {
  const { limit, offset } = paged(query ?? {})
  return { items: all.slice(offset, offset + limit), total: all.length, limit, offset }
}

const signedIn = ({ credential }: { credential?: string } = {}) => (credential ? { credential } : {})

/** What a node would fail with is an answer of the API in the same words. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof NodeError)) throw error
    const detail = [error.message, error.hint].filter(Boolean).join('. ')
    throw new ApiProblem('tool_failed', { detail, extra: { reason: error.code } })
  }
}

const invalid = (pointer: string, message: string): ApiProblem =>
  new ApiProblem('mcp_server_invalid', {
    detail: message,
    errors: [{ pointer, code: 'mcp_server_invalid', message }],
  })
