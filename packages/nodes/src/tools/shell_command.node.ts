import { defineNode, NodeError, port } from '@llamanexus/node-sdk'
import { Type } from 'typebox'

const Config = Type.Object({
  args: Type.Array(Type.String(), {
    title: 'Arguments',
    description: 'One each; they reach the program as they stand, whatever is in them.',
    default: [],
    maxItems: 1000,
    examples: [['-n', '{{ trigger.count }}']],
  }),
  shell: Type.Boolean({
    title: 'Shell',
    description: 'Hand the command to the shell as a line. Never put what others wrote into such a line.',
    default: false,
  }),
  folder: Type.String({
    title: 'Folder',
    description: 'Where it works, below the workspace. Empty: the workspace itself.',
    default: '',
  }),
  env: Type.Record(Type.String(), Type.String(), {
    title: 'Variables',
    description: 'All that it sees beside PATH.',
    default: {},
    'x-widget': 'key_value',
    'x-secret': true,
  }),
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 60_000,
    minimum: 1,
    maximum: 3_600_000,
    'x-widget': 'duration',
  }),
  max_output_bytes: Type.Integer({
    title: 'Output limit (bytes)',
    description: 'Of what is longer, the beginning and the end are kept.',
    default: 1_048_576,
    minimum: 1,
    maximum: 16_777_216,
  }),
  max_processes: Type.Integer({
    title: 'Processes',
    description: 'How many it may start before it is ended.',
    default: 64,
    minimum: 1,
    maximum: 4096,
  }),
  fail_on_code: Type.Boolean({
    title: 'Fail on a code other than 0',
    description: 'So that a retry policy and error branches see it.',
    default: false,
  }),
})

export default defineNode({
  type: 'shell_command',
  version: 1,
  category: 'tools',
  name: 'Shell Command',
  icon: 'square-terminal',
  description: 'Execute shell command',
  keywords: ['bash', 'program', 'command line'],
  summary: '{command}',
  effect: 'unsafe',
  uses: ['shell'],
  inputs: {
    command: port.string({
      required: true,
      description: 'A program, or with Shell a whole line.',
      schema: { minLength: 1, examples: ['git'] },
    }),
    stdin: port.string({
      description: 'What it reads on its standard input.',
      schema: { 'x-widget': 'textarea' },
    }),
  },
  outputs: {
    stdout: port.string({ description: 'What it printed.' }),
    stderr: port.string({ description: 'What it printed on standard error.' }),
    code: port.number({ description: 'What it ended with; 0 is success.' }),
  },
  config: Config,
  docs: `Runs a program of the machine that the server is on.

**When to use it.** For what only a program does: \`git\`, \`ffmpeg\`, a script of yours.

**It is off** until an administrator starts the server with \`--allow-shell\` or \`LLAMANEXUS_ALLOW_SHELL=1\`. A command can
do all that the server can: it is no sandbox.

The command is the name of a program, and **Arguments** are handed to it one by one, so that nothing in them is taken
for a command: \`git\` with \`["log", "-1", "--format=%s"]\`. With **Shell**, the command is a line such as
\`ls | wc -l\`; what others wrote does not belong in it.

It works in the workspace, sees the variables you list, and is ended with all that it has started at its limits of time
and processes. What it leaves in the background ends with it. A code other than 0 is an answer; turn on **Fail on a code
other than 0** to make it an error.`,
  examples: [
    {
      title: 'A greeting',
      needs: 'a server whose administrator has turned commands on.',
      config: { args: ['hello'] },
      inputs: { command: 'echo' },
      outputs: { stdout: 'hello\n', stderr: '', code: 0 },
    },
  ],
  async execute({ config, inputs, context }) {
    const { args, shell, folder, env, timeout_ms, max_output_bytes, max_processes } = config
    const { stdout, stderr, code } = await context.services.shell.run({
      command: checked(inputs.command, 'command'),
      args: args.map((each) => checked(each, 'args')),
      shell,
      folder,
      env,
      stdin: inputs.stdin,
      timeout_ms,
      max_output_bytes,
      max_processes,
      signal: context.signal,
      onStdout: (text) => context.emit(text, 'stdout'),
      onStderr: (text) => context.emit(text, 'stderr'),
    })
    if (config.fail_on_code && code !== 0)
      throw new NodeError('command_failed', `The command ended with code ${code}`, {
        field: 'command',
        hint: 'What it printed is in the details.',
        details: { code, stdout, stderr },
      })
    return { stdout, stderr, code }
  },
})

function checked(text: string, field: string): string {
  if (text.trim() === '' && field === 'command')
    throw new NodeError('input_invalid', '"command" is empty', { field, retryable: false })
  if (!text.includes('\0')) return text
  throw new NodeError('input_invalid', `"${field}" holds a NUL, which no program takes`, {
    field,
    retryable: false,
  })
}
