// The whole suite: checks first, then unit, property, API and browser tests, with one closing count over all of it.
// `--checks` runs only the checks; a name (`--only engine`) only the tests whose path holds it.
import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const isWindows = process.platform === 'win32'
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { values: options } = parseArgs({ options: { checks: { type: 'boolean' }, only: { type: 'string' } } })
const reports = join(tmpdir(), `llamanexus-test-${process.pid}`)
mkdirSync(reports, { recursive: true })

let reportNumber = 0

/** Minutes that one part may take; what hangs is ended and has failed. The whole suite ends in less than these together. */
const limits = { check: 3, suite: 8, all: 14 }
const begun = Date.now()

/** What is ended with this process. */
const running = new Set()
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    for (const child of running) end(child, signal)
    process.exit(1)
  })

const checks = [
  ['types', 'tsc', ['-p', '.']],
  ['types of the web app', 'tsc', ['-p', 'apps/web']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ['format', 'biome', ['check', '--reporter=summary']],
  ['import boundaries', 'node', ['scripts/check-boundaries.mjs']],
]

/** Browser tests that count frames, or kill and start servers at exact moments: nothing else runs beside them. */
const alone = /\/(?:canvas_counts|canvas_speed|durability)\.test\.ts$/

/** Parts of the suite: node's own runner in two processes, React's tests in vitest, the browser's tests two at a time. */
const suites = [
  {
    name: 'unit, property and API tests',
    files: nodeTests(),
    run: runHalves,
  },
  { name: 'web tests', files: webTests(), run: runVitest },
  { name: 'browser tests', files: browserTests(), run: runBrowserTests },
]

const results = []
for (const [name, command, args] of checks) if (!options.only) results.push(await check(name, command, args))
if (!options.checks) {
  for (const suite of suites) {
    const files = suite.files.filter((file) => !options.only || file.includes(options.only))
    if (files.length > 0) results.push(await test(suite, files))
  }
}
close()

function close() {
  rmSync(reports, { recursive: true, force: true })
  const passed = sum('passed')
  const failed = sum('failed')
  const skipped = results.flatMap((result) => result.skipped)
  console.log('')
  for (const { name, failed, seconds } of results) console.log(`${failed ? '✖' : '✔'} ${name} (${seconds} s)`)
  if (skipped.length > 0)
    console.log(`\nCould not run here:\n${skipped.map((line) => `  ${line}`).join('\n')}`)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

function sum(key) {
  return results.reduce((total, result) => total + result[key], 0)
}

async function check(name, command, args) {
  const started = Date.now()
  const { code, output } = await run(command, args, { quiet: true, minutes: limits.check })
  if (code !== 0) console.log(`✖ ${name}\n${output}`)
  return {
    name,
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: [],
    seconds: since(started),
  }
}

async function test(suite, files) {
  console.log(`\n— ${suite.name} (${files.length} files)`)
  const started = Date.now()
  const counts = await suite.run(files)
  return { name: suite.name, ...counts, seconds: since(started) }
}

/** These wait more than they work: two processes have both cores in use. What the second prints comes at its end. */
async function runHalves(files) {
  const halves = [0, 1].map((half) => files.filter((_, index) => index % 2 === half))
  const counts = await Promise.all(
    halves
      .filter((half) => half.length > 0)
      .map((half, index) => runNode(half, ['--test-isolation=none'], { quiet: index > 0 })),
  )
  for (const { output } of counts) if (output) console.log(output)
  return added(counts)
}

function added(counts) {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
    skipped: counts.flatMap(({ skipped }) => skipped),
  }
}

async function runBrowserTests(files) {
  const counts = []
  for (const [atOnce, some] of [
    [2, files.filter((file) => !alone.test(file))],
    [1, files.filter((file) => alone.test(file))],
  ])
    if (some.length > 0) counts.push(await runNode(some, [`--test-concurrency=${atOnce}`]))
  return added(counts)
}

async function runNode(files, flags, options) {
  const report = join(reports, `${(reportNumber += 1)}.tap`)
  const reporters = ['--test-reporter=dot', '--test-reporter-destination=stdout']
  const args = [
    '--test',
    ...flags,
    ...reporters,
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
    ...files,
  ]
  const { code, output } = await run('node', ['--disable-warning=ExperimentalWarning', ...args], options)
  return { ...fromTap(existsSync(report) ? readFileSync(report, 'utf8') : '', code), output }
}

function fromTap(tap, code) {
  const count = (word) => Number(tap.match(new RegExp(`^# ${word} (\\d+)$`, 'm'))?.[1] ?? 0)
  const failed = count('fail') + count('cancelled')
  const skipped = [...tap.matchAll(/^\s*ok \d+ - (.*?) # SKIP ?(.*)$/gm)].map(
    ([, name, reason]) => `${name}: ${reason}`,
  )
  // A runner that was cut off in the middle says nothing of what failed, whatever the process ended with.
  const isWhole = /^# pass \d+$/m.test(tap)
  if (!isWhole) console.log('\n✖ The tests ended without saying how.')
  return { passed: count('pass'), failed: failed === 0 && (code !== 0 || !isWhole) ? 1 : failed, skipped }
}

async function runVitest(files) {
  const report = join(reports, 'vitest.json')
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
  const relative = files.map((file) => file.slice('apps/web/'.length))
  const { code } = await run('vitest', ['run', ...reporters, ...relative], { cwd: join(root, 'apps', 'web') })
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: [] }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const failed = numFailedTests + broken.length
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: [] }
}

function nodeTests() {
  return globSync(
    ['packages/*/src/**/*.test.ts', 'apps/{server,cli}/src/**/*.test.ts', 'scripts/**/*.test.mjs'],
    { cwd: root },
  ).toSorted()
}

function webTests() {
  return globSync('apps/web/src/**/*.test.{ts,tsx}', { cwd: root }).toSorted()
}

function browserTests() {
  return globSync('e2e/src/**/*.test.ts', { cwd: root }).toSorted()
}

/** A part that does not end in time is ended with all it has started, and said to hang. */
function run(command, args, { quiet = false, cwd = root, minutes = limits.suite } = {}) {
  const path = `${join(root, 'node_modules', '.bin')}${isWindows ? ';' : ':'}${process.env.PATH}`
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    shell: isWindows,
    // A group of its own can be ended as a whole.
    detached: !isWindows,
  })
  const left = Math.max(0, Math.min(minutes * 60_000, limits.all * 60_000 - (Date.now() - begun)))
  const guard = setTimeout(() => {
    console.error(
      `\n✖ ${command} ${args[0]} was ended: it had not come to its end after ${since(begun)} s in all`,
    )
    end(child, 'SIGKILL')
  }, left)
  running.add(child)
  let output = ''
  child.stdout?.on('data', (data) => (output += data))
  child.stderr?.on('data', (data) => (output += data))
  return new Promise((settle) => {
    child.on('error', (error) => settle({ code: 1, output: error.message }))
    child.on('close', (code) => settle({ code: code ?? 1, output }))
  }).finally(() => {
    clearTimeout(guard)
    running.delete(child)
  })
}

function end(child, signal) {
  try {
    if (isWindows) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // It has ended in the meantime.
  }
}

function since(started) {
  return ((Date.now() - started) / 1000).toFixed(1)
}
