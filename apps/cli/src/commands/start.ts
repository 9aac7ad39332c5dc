import { allowedHostsOf } from '../allowed_hosts.ts'
import { usageError } from '../cli_error.ts'
import { type Call, type Command, textOf } from '../command.ts'
import { homeOf, homeOption } from '../home_option.ts'
import { httpAllowOf } from '../http_allow.ts'
import { proxiesOf } from '../proxies_of.ts'
import { publicUrlOf } from '../public_url.ts'
import { retentionOf } from '../retention_of.ts'
import { trustedProxiesOf } from '../trusted_proxies.ts'
import { vaultKeyFileOf } from '../vault_key_file.ts'
import { watchAllowOf } from '../watch_allow.ts'

const LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']

export const startCommand: Command = {
  name: 'start',
  operands: '',
  count: { min: 0, max: 0 },
  summary: 'Start the server and the editor',
  options: {
    port: {
      type: 'string',
      short: 'p',
      value: 'PORT',
      help: 'where to listen (default: PORT, or 4680; 0 takes a free one)',
    },
    host: {
      type: 'string',
      value: 'HOST',
      help: 'address to listen on (default: HOST, or 127.0.0.1: this machine only)',
    },
    home: homeOption,
    'allow-shell': {
      type: 'boolean',
      help: 'let workflows run programs of this machine (default: LLAMANEXUS_ALLOW_SHELL=1)',
    },
    'log-level': {
      type: 'string',
      value: 'LEVEL',
      help: `${LEVELS.join(', ')} (default: LOG_LEVEL, or info)`,
    },
  },
  run: async (call) => {
    // Listened for from the beginning, so that a signal during the start is not lost.
    const stopped = call.io.stopped()
    const options = startOptions(call)
    const { startServer } = await import('@llamanexus/server')
    const server = await startServer(options)
    call.io.out(`LlamaNexus is ready at ${server.url}`)
    if (options.public_url) call.io.out(`Others are told to use ${options.public_url}`)
    await stopped
    call.io.err('Stopping: running nodes come to their end, what is left goes on at the next start.')
    await server.close()
    return 0
  },
}

const startOptions = (call: Call) => {
  const { env } = call.io
  return {
    port: portOf(textOf(call, 'port') ?? (env.PORT || '4680')),
    host: textOf(call, 'host') ?? (env.HOST || '127.0.0.1'),
    home: homeOf(call),
    allowed_hosts: allowedHostsOf(call),
    public_url: publicUrlOf(call),
    trusted_proxies: trustedProxiesOf(call),
    allow_private_hosts: httpAllowOf(call),
    outbound_proxies: proxiesOf(call),
    watch_allow: watchAllowOf(call),
    vault_key_file: vaultKeyFileOf(call),
    retention: retentionOf(call),
    python: pythonOf(env.LLAMANEXUS_PYTHON),
    allow_mcp_stdio: env.LLAMANEXUS_ALLOW_MCP_STDIO === '1',
    allow_shell: call.options['allow-shell'] === true || env.LLAMANEXUS_ALLOW_SHELL === '1',
    log_level: levelOf(textOf(call, 'log-level') ?? (env.LOG_LEVEL || 'info')),
  }
}

const pythonOf = (text: string | undefined): 'sandbox' | 'system' => {
  if (text === undefined || text === '' || text === 'sandbox') return 'sandbox'
  if (text === 'system') return 'system'
  throw usageError(`"${text}" in LLAMANEXUS_PYTHON is none of sandbox, system.`)
}

const portOf = (text: string): number => {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw usageError(`"${text}" is no port. Give a number from 0 to 65535.`)
}

const levelOf = (text: string): string => {
  if (LEVELS.includes(text)) return text
  throw usageError(`"${text}" is no log level. Give one of ${LEVELS.join(', ')}.`)
}
