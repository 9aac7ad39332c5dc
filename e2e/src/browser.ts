import { accessSync } from 'node:fs'
import bundled from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'

/** Chromium as a person without a desktop would run it: no sandbox as root, nothing looked up on the network. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** A real browser: the one named by `CHROMIUM`, the system's, or the one that comes with the dependencies. */
export async function launchBrowser(options: { args?: string[] } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: await executable(),
    args: [...flags, ...(options.args ?? [])],
    headless: true,
  })
}

async function executable(): Promise<string> {
  const installed = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path && exists(path))
  return installed ?? bundled.executablePath()
}

function exists(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}
