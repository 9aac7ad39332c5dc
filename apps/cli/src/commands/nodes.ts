import { exampleWorkflow, type NodeExample, type NodeTypeInfo, type PortSpec } from '@llamanexus/workflow'
import { CliError, usageError } from '../cli_error.ts'
import { type Command, textOf } from '../command.ts'

export const nodesCommand: Command = {
  name: 'nodes',
  operands: '[type]',
  count: { min: 0, max: 1 },
  summary: 'List the node types, or tell all about one',
  options: {
    json: { type: 'boolean', help: 'the same as JSON' },
    example: {
      type: 'string',
      value: 'N',
      help: 'print the Nth example of the type as a workflow, for llamanexus run -',
    },
  },
  run: async (call) => {
    const { options, io } = call
    const [type] = call.operands
    const { catalogue } = await import('@llamanexus/server/catalogue')
    if (type === undefined) {
      if (options.example !== undefined)
        throw usageError('--example is of a type, as in llamanexus nodes mapper --example 1.')
      const types = [...catalogue.values()]
      io.out(options.json ? JSON.stringify(types, null, 2) : listing(types))
      return 0
    }
    const info = catalogue.get(type)
    if (!info) throw new CliError(`There is no node type "${type}". llamanexus nodes lists them.`)
    const example = textOf(call, 'example')
    if (example !== undefined)
      io.out(JSON.stringify(exampleWorkflow(info, exampleAt(info, example)), null, 2))
    else io.out(options.json ? JSON.stringify(info, null, 2) : description(info))
    return 0
  },
}

const exampleAt = ({ type, examples }: NodeTypeInfo, number: string): NodeExample => {
  const example = /^\d+$/.test(number) ? examples[Number(number) - 1] : undefined
  if (!example) throw usageError(`"${number}" is no example of ${type}: it has ${examples.length}, from 1.`)
  return example
}

const listing = (types: readonly NodeTypeInfo[]): string => {
  const width = Math.max(...types.map(({ type }) => type.length))
  const groups = Map.groupBy(types, ({ category }) => category)
  return Array.from(groups, ([category, members]) =>
    [category, ...members.map(({ type, description }) => `  ${type.padEnd(width)}  ${description}`)].join(
      '\n',
    ),
  ).join('\n\n')
}

const description = (info: NodeTypeInfo): string =>
  [
    `${info.name} (${info.type}, version ${info.version}, ${info.category}, ${info.effect})`,
    info.description,
    '',
    ...ports('Inputs', info.inputs),
    ...ports('Outputs', info.outputs),
    info.docs.trim(),
    '',
    'Configuration (JSON Schema)',
    JSON.stringify(info.config_schema, null, 2),
  ].join('\n')

const ports = (title: string, specs: readonly PortSpec[]): string[] =>
  specs.length === 0
    ? []
    : [title, ...specs.map(({ id, type, required }) => `  ${id}: ${type}${required ? ', required' : ''}`), '']
