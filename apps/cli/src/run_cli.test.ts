import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runCli } from './run_cli.ts'

/** Runs a command line that touches nothing but its arguments. */
const called = async (...args: string[]) => {
  const out: string[] = []
  const err: string[] = []
  const code = await runCli(args, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    stdin: async () => '',
    env: {},
    stopped: async () => undefined,
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('how llamanexus is called', () => {
  test('--help lists every command, and each has its own', async () => {
    const help = await called('--help')
    assert.equal(help.code, 0)
    for (const name of [
      'start',
      'run',
      'validate',
      'import',
      'export',
      'nodes',
      'backup',
      'restore',
      'vault',
    ]) {
      assert.match(help.out, new RegExp(`^  ${name} `, 'm'))
      const own = await called(name, '--help')
      assert.equal(own.code, 0)
      assert.match(own.out, new RegExp(`^Usage: llamanexus ${name} `))
      assert.equal((await called('help', name)).out, own.out)
    }
    assert.equal((await called()).out, help.out)
  })

  test('what it does not know is one clear line and exit 2', async () => {
    const wrong: [string[], RegExp][] = [
      [['frobnicate'], /no command "frobnicate"/],
      [['toString'], /no command "toString"/],
      [['--frob'], /no option "--frob"/],
      [['vault', 'break'], /nothing that a vault does/],
      [['start', '--frob'], /Unknown option '--frob'/],
      [['start', '--port'], /argument missing/],
      [['export'], /needs <id>/],
      [['export', 'a', 'b'], /takes only <id>/],
      [['export', 'a', '--format', 'xml'], /"xml" is no format/],
      [['start', '--port', '99999'], /"99999" is no port/],
      [['start', '--port', '80a'], /"80a" is no port/],
      [['start', '--log-level', 'loud'], /"loud" is no log level/],
      [['run', 'file.json', '--input', '{nope'], /--input is not JSON/],
      [['run', '-', '--input', '-'], /either the workflow or its trigger data/],
      [['help', 'frobnicate'], /no command "frobnicate"/],
      [['nodes', '--example', '1'], /--example is of a type/],
      [['nodes', 'set', '--example', '9'], /"9" is no example of set/],
    ]
    for (const [args, message] of wrong) {
      const { code, out, err } = await called(...args)
      assert.equal(code, 2, err)
      assert.match(err, message)
      assert.equal(err.split('\n').length, 1, err)
      assert.equal(out, '')
    }
  })
})
