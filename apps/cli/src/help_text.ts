import type { Command, OptionSpec } from './command.ts'

/** What `llamanexus --help` prints. */
export const helpText = (commands: readonly Command[]): string =>
  [
    'llamanexus: draw workflows for LLM applications and run them.',
    '',
    'Usage: llamanexus <command> [options]',
    '',
    ...table(commands.map(({ name, operands, summary }) => [`${name} ${operands}`.trim(), summary])),
    '',
    'Every command takes --help. Exit codes: 0 done, 1 failed, 2 called wrongly.',
    'Environment: PORT, HOST, LLAMANEXUS_HOME, LOG_LEVEL, HTTPS_PROXY, HTTP_PROXY, NO_PROXY, LLAMANEXUS_HTTP_ALLOW,',
    'LLAMANEXUS_WATCH_ALLOW, LLAMANEXUS_PUBLIC_URL, LLAMANEXUS_TRUSTED_PROXIES, LLAMANEXUS_KEEP_DAYS,',
    'LLAMANEXUS_KEEP_RUNS, LLAMANEXUS_KEEP_MB (docs/guides/configuration.md).',
    'An option goes before its variable.',
  ].join('\n')

export const commandHelp = ({ name, operands, summary, options }: Command): string =>
  [
    `Usage: llamanexus ${name} [options] ${operands}`.trim(),
    '',
    `${summary}.`,
    '',
    ...table([...Object.entries(options).map(optionRow), ['-h, --help', 'this text']]),
  ].join('\n')

const optionRow = ([name, { short, value, help }]: [string, OptionSpec]): [string, string] => [
  `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`,
  help,
]

const table = (rows: readonly (readonly [string, string] | string[])[]): string[] => {
  const width = Math.max(...rows.map(([left = '']) => left.length))
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`)
}
