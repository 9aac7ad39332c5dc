// Brings the database servers that the tests talk to and npm does not have: Redis and MariaDB, from Debian's packages,
// unpacked into .cache/peers and installed nowhere. Without them those tests are skipped and say so.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const peers = join(root, '.cache', 'peers')
const wanted = { 'redis-server': 'usr/bin/redis-server', 'mariadb-server-core': 'usr/sbin/mariadbd' }

const missing = Object.entries(wanted).filter(([, path]) => !existsSync(join(peers, path)))
if (missing.length === 0) process.exit()

const archives = join(root, '.cache', 'archives')
try {
  mkdirSync(join(archives, 'partial'), { recursive: true })
  mkdirSync(peers, { recursive: true })
  apt('update', '-qq')
  apt(
    'install',
    '--download-only',
    '--no-install-recommends',
    '--reinstall',
    '-y',
    '-qq',
    '-o',
    `Dir::Cache::archives=${archives}`,
    ...missing.map(([name]) => name),
  )
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb')))
    execFileSync('dpkg-deb', ['-x', join(archives, file), peers], { stdio: 'inherit' })
  rmSync(archives, { recursive: true, force: true })
  console.log(`[peers] ${missing.map(([name]) => name).join(' and ')} in .cache/peers`)
} catch (error) {
  console.log(
    `[peers] Not to be had here (${String(error.message).split('\n')[0]}): their tests are skipped.`,
  )
}

function apt(...args) {
  execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 240_000 })
}
