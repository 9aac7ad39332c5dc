// Brings a bare clone to where it can start: installs what the lockfile names and builds the web app, each only when
// something changed. Plain JavaScript without dependencies, because it runs before there are any, on any Node >= 20.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const installStamp = join(root, 'node_modules', '.install-stamp')
const buildStamp = join(root, 'apps', 'web', 'dist', '.build-stamp')
const requiredMajor = 24

requireNode20()
install()
requireRuntime()
buildWeb()

function install() {
  const wanted = hashOf([readFileSync(join(root, 'package-lock.json')), process.platform, process.arch])
  if (read(installStamp) === wanted) return
  say('Installing dependencies (first start or changed lockfile; about a minute) ...')
  const started = Date.now()
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'Installing the dependencies failed')
  if (isWindows()) addExec()
  writeFileSync(installStamp, wanted)
  say(`Dependencies installed in ${seconds(started)}.`)
}

/** The start script says `exec`, so that a signal to npm reaches the server and not a shell; Windows has no such word. */
function addExec() {
  writeFileSync(join(root, 'node_modules', '.bin', 'exec.cmd'), '@%*\r\n')
}

function buildWeb() {
  const wanted = hashOf(webSources().flatMap(fingerprint))
  if (read(buildStamp) === wanted) return
  say('Building the web app (its sources changed; about 20 seconds) ...')
  const started = Date.now()
  const quietly = ['--', '--logLevel', 'warn']
  run(
    'npm',
    ['run', '--silent', 'build', '--workspace', '@llamanexus/web', ...quietly],
    'Building the web app failed',
  )
  mkdirSync(dirname(buildStamp), { recursive: true })
  writeFileSync(buildStamp, wanted)
  say(`Web app built in ${seconds(started)}.`)
}

function webSources() {
  const web = join(root, 'apps', 'web')
  const packages = ['workflow', 'contract'].map((name) => join(root, 'packages', name, 'src'))
  const files = ['index.html', 'package.json', 'vite.config.ts'].map((name) => join(web, name))
  return [join(root, 'package-lock.json'), ...files, join(web, 'src'), join(web, 'public'), ...packages]
}

/** Path, size and time of every file: reading the contents would cost the quick second start its second. */
function fingerprint(path) {
  if (!existsSync(path)) return []
  const stat = statSync(path)
  if (!stat.isDirectory()) return [`${path}:${stat.size}:${stat.mtimeMs}`]
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => fingerprint(join(path, name)))
}

function requireNode20() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return
  fail(`Node ${process.versions.node} is too old. Install Node 20 or newer, then run the command again.`)
}

/** The pinned runtime comes with the dependencies on Linux and Windows; elsewhere the machine's own must do. */
function requireRuntime() {
  const result = spawnSync('node', ['--version'], {
    encoding: 'utf8',
    env: environment(),
    shell: isWindows(),
  })
  const version = (result.stdout ?? '').trim()
  if (Number(version.slice(1).split('.')[0]) >= requiredMajor) return
  fail(
    `Node ${requiredMajor} is needed and none is packaged for ${process.platform}-${process.arch}; this machine has ${version || 'none'}. Install Node ${requiredMajor}, then run the command again.`,
  )
}

function run(command, args, problem) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: environment(),
    shell: isWindows(),
  })
  if (result.status === 0) return
  fail(`${problem} (\`${command} ${args.join(' ')}\`); see the lines above.`)
}

function environment() {
  const delimiter = isWindows() ? ';' : ':'
  return { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}` }
}

function isWindows() {
  return process.platform === 'win32'
}

function hashOf(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\n')
  return hash.digest('hex')
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

function say(line) {
  console.log(`[setup] ${line}`)
}

function fail(line) {
  console.error(`[setup] ${line}`)
  process.exit(1)
}
