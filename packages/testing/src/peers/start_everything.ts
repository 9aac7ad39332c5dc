import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort } from '../free_port.ts'

export interface Everything {
  /** What a client is given. */
  url: string
  port: number
  /** Ends it as a crash would, without a word to anyone. */
  kill(): Promise<void>
}

/** The command line of the reference server of MCP, over standard input and output. */
export const everythingCommand = (): { command: string; args: string[] } => ({
  command: process.execPath,
  args: [fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'))],
})

/** The reference server of MCP as a process of its own, over HTTP. */
export async function startEverything(
  transport: 'streamableHttp' | 'sse',
  given: { port?: number } = {},
): Promise<Everything> {
  const { command, args } = everythingCommand()
  const port = given.port ?? (await freePort())
  const child = spawn(command, [...args, transport], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await listening(child)
  return {
    port,
    url: `http://127.0.0.1:${port}/${transport === 'sse' ? 'sse' : 'mcp'}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

function listening(child: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += String(chunk)
      if (/listening on port|running on port/i.test(said)) resolve()
    })
    child.once('exit', () => reject(new Error(`The MCP server did not start: ${said}`)))
  })
}
