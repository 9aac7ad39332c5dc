import type { JsonValue } from '@llamanexus/workflow'
import type { Environment } from './expand_variables.ts'
import type { McpServerConfig, McpServerSource, NamedMcpServer } from './mcp_server_config.ts'
import { readMcpFile } from './read_mcp_file.ts'

/** Where settings are kept; the store's. */
interface Kept {
  get(key: string): Promise<JsonValue | undefined>
  set(key: string, value: JsonValue): Promise<void>
}

export interface McpSettings extends McpServerSource {
  /** What is wrong with the file; the servers beside it work. */
  problems(): Promise<readonly string[]>
  /** Reads the file again. Where it cannot be read as a whole, the servers that it named last stay. */
  reload(): Promise<void>
  /** A server of the file goes before one of the settings of the same name. */
  put(name: string, config: McpServerConfig): Promise<void>
  /** False where the settings have none of this name. */
  remove(name: string): Promise<boolean>
}

export interface McpSettingsOptions {
  file?: string
  kept: Kept
  /** What variables in the file stand for. Settings that come over the API name none: whoever sends them must not read it. */
  environment?: Environment
  /** Told each value that is taken from the environment. */
  onSecret?: (value: string) => void
}

const KEY = 'mcp_servers'

/** The servers of `mcp.json`, which only whoever has the machine can write, and those that were added over the API. */
export function createMcpSettings({ file, kept, environment, onSecret }: McpSettingsOptions): McpSettings {
  let reading: ReturnType<typeof read> | undefined
  const ofFile = () => (reading ??= read(undefined))
  let changing: Promise<unknown> = Promise.resolve()

  async function read(before: Promise<OfFile> | undefined): Promise<OfFile> {
    if (file === undefined) return { servers: [], problems: [] }
    const { servers, problems, secrets = [] } = await readMcpFile(file, environment)
    for (const secret of secrets) onSecret?.(secret)
    if (servers) return { servers, problems }
    const last = (await before)?.servers ?? []
    if (last.length === 0) return { servers: [], problems }
    return { servers: last, problems: [...problems, 'Until it is mended, its servers stay as they were.'] }
  }

  const stored = async () => ((await kept.get(KEY)) ?? {}) as unknown as Record<string, McpServerConfig>

  /** One change after the other, so that none is lost. */
  function change<T>(perform: (servers: Record<string, McpServerConfig>) => T): Promise<T> {
    const changed = changing.then(async () => {
      const servers = { ...(await stored()) }
      const result = perform(servers)
      await kept.set(KEY, servers as unknown as JsonValue)
      return result
    })
    changing = changed.catch(() => {})
    return changed
  }

  return {
    async list() {
      const [{ servers }, own] = await Promise.all([ofFile(), stored()])
      const taken = new Set(servers.map(({ name }) => name))
      const added = Object.entries(own)
        .filter(([name]) => !taken.has(name))
        .map(([name, config]): NamedMcpServer => ({ name, source: 'settings', config }))
      return [...servers, ...added].toSorted((a, b) => a.name.localeCompare(b.name))
    },
    problems: async () => (await ofFile()).problems,
    async reload() {
      reading = read(reading)
      await reading
    },
    put: (name, config) =>
      change((servers) => {
        servers[name] = config
      }),
    remove: (name) =>
      change((servers) => {
        const isThere = Object.hasOwn(servers, name)
        delete servers[name]
        return isThere
      }),
  }
}

interface OfFile {
  servers: readonly NamedMcpServer[]
  problems: readonly string[]
}
