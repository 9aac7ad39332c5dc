import { NodeError } from '@llamanexus/node-sdk'
import type { ContainerKind, JsonObject, JsonValue } from '@llamanexus/workflow'
import { DEFAULT_BACKOFF } from '../run/backoff.ts'
import type { Driver } from './driver.ts'
import { listDriver } from './list_driver.ts'
import { retryDriver } from './retry_driver.ts'
import { whileDriver } from './while_driver.ts'

interface Values {
  config: JsonObject
  inputs: JsonObject
}

/** The rules of a container with its resolved values. Throws `NodeError` `input_invalid` that names the port. */
export function driverOf(kind: ContainerKind, values: Values, random: () => number): Driver {
  const read = reader(values)
  switch (kind) {
    case 'loop':
      return listDriver({
        items: read.list('items'),
        concurrency: read.count('concurrency', 1, 1),
        collect: read.text('on_item_error', 'fail') === 'collect',
        results_port: 'results',
      })
    case 'parallel':
      return listDriver({
        items: read.list('inputs'),
        concurrency: read.count('concurrency', Number.MAX_SAFE_INTEGER, 1),
        collect: read.text('mode', 'fail_fast') === 'wait_all',
        results_port: 'outputs',
      })
    case 'while_loop':
      return whileDriver({
        state: values.inputs['state'] ?? null,
        condition: read.text('condition'),
        check: read.text('check', 'before') === 'after' ? 'after' : 'before',
        max_iterations: read.count('max_iterations', 100, 1),
        on_exhausted: read.text('on_exhausted', 'fail') === 'emit' ? 'emit' : 'fail',
      })
    case 'retry':
      return retryDriver({
        input: values.inputs['input'] ?? null,
        max_retries: read.count('max_retries', 3, 0),
        retry_on: read.strings('retry_on'),
        random,
        backoff: {
          backoff_ms: read.number('backoff_ms', DEFAULT_BACKOFF.backoff_ms),
          factor: read.number('factor', DEFAULT_BACKOFF.factor),
          max_backoff_ms: read.number('max_backoff_ms', DEFAULT_BACKOFF.max_backoff_ms),
          jitter: values.config['jitter'] !== false,
        },
      })
  }
}

/** Reads a value from the port of that name, else from the configuration, else takes the default. */
function reader({ config, inputs }: Values) {
  const get = (name: string) => inputs[name] ?? config[name] ?? undefined
  return { list, text, number, count, strings }

  function list(name: string): JsonValue[] {
    const value = get(name)
    return Array.isArray(value) ? value : refuse(name, 'a list', value)
  }

  function strings(name: string): string[] {
    const value = get(name)
    if (value === undefined) return []
    const isText = (item: JsonValue): item is string => typeof item === 'string'
    return Array.isArray(value) && value.every(isText) ? value : refuse(name, 'a list of texts', value)
  }

  function text(name: string, fallback?: string): string {
    const value = get(name) ?? fallback
    return typeof value === 'string' && value !== '' ? value : refuse(name, 'a text', value)
  }

  function number(name: string, fallback: number): number {
    const value = get(name) ?? fallback
    return typeof value === 'number' ? value : refuse(name, 'a number', value)
  }

  function count(name: string, fallback: number, least: number): number {
    const value = number(name, fallback)
    return Number.isInteger(value) && value >= least
      ? value
      : refuse(name, `a whole number of at least ${least}`, value)
  }
}

function refuse(name: string, wanted: string, value: JsonValue | undefined): never {
  const given =
    value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : JSON.stringify(value).slice(0, 60)
  throw new NodeError('input_invalid', `"${name}" needs ${wanted}, but got ${given}`, {
    field: name,
    retryable: false,
    hint: 'Type a value into the port, or connect an output that carries one.',
  })
}
