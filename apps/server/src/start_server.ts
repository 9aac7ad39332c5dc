import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import packageJson from '../package.json' with { type: 'json' }
import type { App } from './app.ts'
import { type ComposeOptions, compose } from './compose.ts'
import { seedExamples } from './examples/seed_examples.ts'
import { defaultHome, type Home, openHome } from './home.ts'
import { createHttpServer } from './http_server.ts'
import { defaultRetention, keepRetained, type RetentionLimits } from './keep_retained.ts'
import { createMetrics } from './metrics.ts'
import { StartError } from './start_error.ts'

export interface StartOptions extends Omit<ComposeOptions, 'home'> {
  /** Default 4680; 0 takes any free one. */
  port?: number
  /** Default 127.0.0.1. */
  host?: string
  /** Data directory, made when missing. Default `~/.llamanexus`. */
  home?: string
  /** `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`. Default `warn`. */
  log_level?: string
  /** The built web app. Default `apps/web/dist`. */
  web_dir?: string
  /** Further values of `Host` that are served, as a reverse proxy sends them. */
  allowed_hosts?: readonly string[]
  /** The origin that others reach the server at, as in `https://flows.example.com`: what it tells of itself names that. */
  public_url?: string
  /** Addresses and networks of proxies whose `X-Forwarded-*` headers are believed. Default: none. */
  trusted_proxies?: readonly string[]
  /** Milliseconds that the caller of a webhook is held for an answer. Default 60,000. */
  webhook_timeout_ms?: number
  /** Make the examples in an empty home. Default true. */
  examples?: boolean
  /** How much of ended runs is kept. Default 30 days, 100,000 runs and 2 GiB; an absent limit keeps all. */
  retention?: RetentionLimits
}

export interface RunningServer {
  url: string
  port: number
  app: App
  /** Stops intake, drains, checkpoints, and frees the home. */
  close(): Promise<void>
}

const defaultWebDir = fileURLToPath(new URL('../../web/dist/', import.meta.url))

/** Starts everything in this process. Rejects with `StartError`, whose message is one line for a person. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const home = openHome(options.home ?? defaultHome())
  try {
    return await startIn(home, options)
  } catch (error) {
    home.release()
    throw startErrorOf(error, options)
  }
}

async function startIn(home: Home, options: StartOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', log_level = 'warn' } = options
  const address = { port: 0 }
  // Workflows may call what the examples need of this very server, and nothing else; its port is known once it listens.
  const allow_paths: { origin: string; prefix: string }[] = []
  let server: FastifyInstance | undefined
  const report = (error: unknown, message: string) => server?.log.error(error, message)
  const app = await compose({ ...options, home: home.path, allow_paths, report })
  app.public_url = options.public_url
  const metrics = createMetrics(app)
  let endRetention = async () => {}
  const close = async () => {
    await endRetention()
    await app.close()
    metrics.stop()
    await server?.close()
    home.release()
  }
  try {
    server = await createHttpServer({
      app,
      metrics,
      host,
      port: () => address.port,
      allowed_hosts: [
        ...(options.allowed_hosts ?? []),
        ...(options.public_url ? [new URL(options.public_url).host] : []),
      ],
      trusted_proxies: options.trusted_proxies,
      web_dir: options.web_dir ?? defaultWebDir,
      log_level,
      version: packageJson.version,
      webhook_timeout_ms: options.webhook_timeout_ms ?? 60_000,
    })
    await server.listen({ host, port: options.port ?? 4680 })
    address.port = (server.server.address() as AddressInfo).port
    app.url = `http://${reachable(host)}:${address.port}`
    allow_paths.push({ origin: app.url, prefix: '/demo/' })
    // Its file is followed meanwhile: nobody has to wait for that.
    void app.mcp.watch((problem) => server?.log.warn(problem))
    await app.credentialNames.refresh()
    await app.webhooks.load()
    // Runs of a former process were given secrets by it, and what they go on to write must not tell them.
    if (await hasUnfinished(app)) await app.credentials.learn()
    await app.desk.open()
    await app.engine.recover()
    await app.desk.deliver()
    await app.children.deliver()
    if (options.examples !== false) await seedExamples(app)
    // The server answers meanwhile: arming may look through directories.
    app.triggersReady = startTriggers(app)
    home.announce(app.url)
    endRetention = keepRetained({
      store: app.store,
      limits: options.retention ?? defaultRetention,
      onFailure: (error) => report(error, 'Old runs could not be removed'),
    })
    return { url: app.url, port: address.port, app, close: once(close) }
  } catch (error) {
    await close()
    throw error
  }
}

const hasUnfinished = async ({ store: { journal } }: App): Promise<boolean> =>
  (await journal.due(Date.now(), 1)).length > 0 || (await journal.nextWake()) !== null

/** What a former process has left to start, then what happened meanwhile. */
async function startTriggers({ dispatcher, triggers, events }: App): Promise<void> {
  dispatcher.resume()
  await triggers.load()
  await events.hear()
}

function once(perform: () => Promise<void>): () => Promise<void> {
  let performed: Promise<void> | undefined
  return () => (performed ??= perform())
}

/** An address that a client on this machine can use, where the server listens on all of them. */
const reachable = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host

function startErrorOf(error: unknown, { port = 4680, host = '127.0.0.1' }: StartOptions): StartError {
  if (error instanceof StartError) return error
  const { code, message } = error as { code?: unknown; message?: string }
  const failed = { cause: error }
  switch (code) {
    case 'EADDRINUSE':
      return new StartError(
        'port_taken',
        `Port ${port} on ${host} is taken. Choose another with PORT.`,
        failed,
      )
    case 'EACCES':
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartError('start_failed', `The server cannot listen on ${host}:${port} (${code}).`, failed)
    case 'newer_schema':
      return new StartError('newer_schema', message ?? 'The database is from a newer version.', failed)
    case 'unwritable':
      return new StartError('home_unwritable', message ?? 'The database cannot be written.', failed)
    default:
      return new StartError('start_failed', `The server could not start: ${message ?? String(error)}`, failed)
  }
}
