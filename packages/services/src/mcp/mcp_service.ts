import {
  type CredentialService,
  type HttpService,
  type McpCallContext,
  type McpService,
  NodeError,
  type WebSocketService,
} from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { misfitsOf } from '../functions/schema_check.ts'
import { transportOf } from './mcp_entry.ts'
import { argsInvalid, nameUnknown, serverUnknown } from './mcp_failure.ts'
import { createMcpLink, type McpLink, type OpenLink } from './mcp_link.ts'
import { resultOf } from './mcp_result.ts'
import type { McpServerConfig, McpServerSource } from './mcp_server_config.ts'
import { describeTool, knownTool } from './mcp_tools.ts'
import { openTransport } from './open_transport.ts'
import { readResource } from './read_mcp_resource.ts'

export interface McpServiceOptions {
  servers: McpServerSource
  http: HttpService
  sockets: WebSocketService
  credentials: CredentialService
  /** What a server that runs as a process wrote to its standard error, a line at a time. */
  onStderr?: (server: string, line: string) => void
  /** Milliseconds after its last call that a connection is closed. Default 300,000. */
  idle_ms?: number
}

const IDLE_MS = 300_000
/** Servers by address that are kept open at once; idle ones make room. */
const MAX_ADDRESSES = 50

/** A client of MCP servers with one shared connection a server. */
export function createMcpService(options: McpServiceOptions): McpService & {
  /** Closes the connection, and with it the process, of a server whose settings have changed. */
  forget(name: string): Promise<void>
  close(): Promise<void>
} {
  const links = new Map<string, { link: McpLink; config: string }>()
  const { servers, onStderr = () => {} } = options

  async function linkOf(server: string, { credential }: McpCallContext): Promise<[McpLink, string]> {
    const named = (await servers.list()).find(({ name }) => name === server)
    if (named) return [await linkTo(`name ${server}`, server, named.config), server]
    const url = URL.parse(server.trim())
    if (!url || !/^(https?|wss?):$/.test(url.protocol))
      throw serverUnknown(
        server,
        (await servers.list()).map(({ name }) => name),
        (await servers.problems?.())?.find((each) => each.startsWith(`mcp.json: "${server}" `)),
      )
    const config: McpServerConfig = {
      transport: transportOf(url.href),
      url: url.href,
      ...(credential && { credential }),
    }
    const label = url.host + url.pathname
    makeRoom()
    return [await linkTo(`url ${url.href} ${credential ?? ''}`, label, config), label]
  }

  async function linkTo(key: string, label: string, config: McpServerConfig): Promise<McpLink> {
    const text = JSON.stringify(config)
    const known = links.get(key)
    if (known?.config === text) return known.link
    let words: string | undefined
    const link = createMcpLink({
      label,
      config,
      idle_ms: options.idle_ms ?? IDLE_MS,
      lastWords: () => words,
      openTransport() {
        words = undefined
        return openTransport(config, {
          ...options,
          onStderr(line) {
            words = line
            onStderr(label, line)
          },
        })
      },
    })
    links.set(key, { link, config: text })
    await known?.link.close()
    return link
  }

  function makeRoom(): void {
    if (links.size < MAX_ADDRESSES) return
    for (const [key, { link }] of links)
      if (key.startsWith('url ') && !link.busy) {
        links.delete(key)
        void link.close()
        return
      }
  }

  async function use<T>(
    server: string,
    context: McpCallContext,
    perform: (
      open: OpenLink,
      request: Parameters<Parameters<McpLink['use']>[0]>[1],
      label: string,
    ) => Promise<T>,
  ): Promise<T> {
    if (context.signal?.aborted)
      throw new NodeError('aborted', 'The call was cancelled', { retryable: false })
    const [link, label] = await linkOf(server, context)
    return link.use((open, request) => perform(open, request, label), context)
  }

  return {
    async servers() {
      return (await servers.list()).map(({ name, config }) => {
        const link = links.get(`name ${name}`)?.link
        const { state = 'idle', error } = link ?? {}
        return { name, transport: config.transport, state, ...(state === 'failed' && error && { error }) }
      })
    },

    connect: (server, context = {}) => use(server, context, async ({ info }) => info),

    tools: (server, context = {}) =>
      use(server, context, async (open, request) => {
        if (!open.info.capabilities['tools']) return []
        open.tools = (await open.client.listTools(undefined, request)).tools
        return open.tools.map(describeTool)
      }),

    callTool: (server, name, args, context = {}) =>
      use(server, context, async (open, request, label) => {
        const tool = await knownTool(open, name, request, label)
        const wrong = misfits(tool.inputSchema as JsonObject, args)
        if (wrong.length > 0) throw argsInvalid(`the tool "${name}"`, wrong)
        return resultOf(await open.client.callTool({ name, arguments: args }, request), name)
      }),

    resources: (server, context = {}) =>
      use(server, context, async ({ client, info }, request) => {
        if (!info.capabilities['resources']) return []
        const { resources } = await client.listResources(undefined, request)
        // Servers without templates need not know the method.
        const templates = await client.listResourceTemplates(undefined, request).catch(noSuchMethod)
        return [...resources, ...templates.resourceTemplates] as unknown as JsonObject[]
      }),

    readResource: (server, uri, context = {}) =>
      use(server, context, ({ client }, request, label) =>
        readResource({ client, uri, variables: context.variables ?? {}, request, label }),
      ),

    prompts: (server, context = {}) =>
      use(server, context, async ({ client, info }, request) => {
        if (!info.capabilities['prompts']) return []
        return (await client.listPrompts(undefined, request)).prompts as unknown as JsonObject[]
      }),

    getPrompt: (server, name, args, context = {}) =>
      use(server, context, async ({ client, info }, request, label) => {
        const { prompts } = info.capabilities['prompts']
          ? await client.listPrompts(undefined, request)
          : { prompts: [] }
        const prompt = prompts.find((each) => each.name === name)
        if (!prompt)
          throw nameUnknown(
            'prompt',
            name,
            label,
            prompts.map((each) => each.name),
          )
        const missing = (prompt.arguments ?? []).filter((each) => each.required && !(each.name in args))
        if (missing.length > 0)
          throw argsInvalid(
            `the prompt "${name}"`,
            missing.map((each) => ({ path: each.name, message: 'is missing' })),
          )
        const { messages } = await client.getPrompt({ name, arguments: args }, request)
        return messages as unknown as JsonObject[]
      }),

    async forget(name) {
      const known = links.get(`name ${name}`)
      links.delete(`name ${name}`)
      await known?.link.close()
    },

    async close() {
      await Promise.all([...links.values()].map(({ link }) => link.close()))
      links.clear()
    },
  }
}

/** A schema that cannot be read here is left to the server, which checks as well. */
function misfits(schema: JsonObject, args: JsonValue) {
  try {
    return misfitsOf(schema, args)
  } catch {
    return []
  }
}

function noSuchMethod(error: unknown): { resourceTemplates: [] } {
  if ((error as { code?: unknown }).code === -32601) return { resourceTemplates: [] }
  throw error
}
