import { text } from 'node:stream/consumers'
import { runCli } from './run_cli.ts'

/** How long something forgotten may keep a command that is done from ending. */
const LINGER_MS = 2_000

// A reader such as `head` may close the pipe early; that is its right.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await runCli(process.argv.slice(2), {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  stdin: () => text(process.stdin),
  env: process.env,
  stopped: () =>
    new Promise((resolve) => {
      process.once('SIGINT', resolve)
      process.once('SIGTERM', resolve)
    }),
})
setTimeout(() => process.exit(), LINGER_MS).unref()
