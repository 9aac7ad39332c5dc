import type { Environment } from './expand_variables.ts'
import { createMcpService, type McpServiceOptions } from './mcp_service.ts'
import { createMcpSettings, type McpSettings } from './mcp_settings.ts'
import { type FileWatch, watchFile } from './watch_file.ts'

export interface Mcp {
  service: ReturnType<typeof createMcpService>
  settings: McpSettings
  /** Servers that are started as processes may be added over the API too. */
  allow_stdio: boolean
  /** The last lines that a server's process wrote to its standard error, the oldest first. */
  log(server: string): readonly string[]
  /** Follows the file from now on: its servers come, change and go with it. `report` hears of each problem of it once. */
  watch(report: (problem: string) => void): Promise<void>
  close(): Promise<void>
}

export interface McpOptions extends Pick<McpServiceOptions, 'http' | 'sockets' | 'credentials' | 'idle_ms'> {
  /** In the common `mcpServers` form; it need not exist. */
  file?: string
  kept: Parameters<typeof createMcpSettings>[0]['kept']
  /** Default false. */
  allow_stdio?: boolean
  /** What variables in the file stand for. Default: nothing is set. */
  environment?: Environment
  /** Told each value that is taken from the environment, before anything is done with it. */
  onSecret?: (value: string) => void
}

const KEPT_LINES = 200

/** MCP with all that an administrator sees of it. */
export function createMcp({ allow_stdio = false, ...parts }: McpOptions): Mcp {
  const { file } = parts
  const settings = createMcpSettings(parts)
  const lines = new Map<string, string[]>()
  const service = createMcpService({
    ...parts,
    servers: settings,
    onStderr: (server, line) => lines.set(server, [...(lines.get(server) ?? []), line].slice(-KEPT_LINES)),
  })
  let watching: Promise<FileWatch> | undefined
  let following: Promise<void> = Promise.resolve()

  /** Reads the file again and closes the connections to what is not as it was. */
  async function follow(): Promise<void> {
    const before = await settings.list()
    await settings.reload()
    const after = new Map((await settings.list()).map((each) => [each.name, JSON.stringify(each)]))
    const gone = before.filter((each) => after.get(each.name) !== JSON.stringify(each))
    await Promise.all(
      gone.map(({ name }) => {
        lines.delete(name)
        return service.forget(name)
      }),
    )
  }

  return {
    service,
    settings,
    allow_stdio,
    log: (server) => lines.get(server) ?? [],
    async watch(report) {
      if (file === undefined || watching) return
      let told: readonly string[] = []
      const tell = async () => {
        const problems = await settings.problems()
        for (const problem of problems) if (!told.includes(problem)) report(problem)
        told = problems
      }
      const failed = (error: unknown) =>
        report(
          `Changes of mcp.json are not noticed: ${error instanceof Error ? error.message : String(error)}`,
        )
      const turn = () => {
        following = following.then(follow).then(tell).catch(failed)
      }
      watching = watchFile(file, { onChange: turn, onError: failed })
      await watching
      // What was written between the first look and now.
      turn()
      await following
    },
    async close() {
      await (await watching)?.close()
      await following
      await service.close()
    },
  }
}
