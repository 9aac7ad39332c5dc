import type { JsonObject, JsonValue, NodeFailure } from '@llamanexus/workflow'
import type { Redaction } from '../engine_types.ts'
import type { LogData, LogType } from '../log.ts'

/** What an entry of the log holds of values; its structure, such as ids and ports, is what replay goes by and stays. */
export function redactEntry<T extends LogType>(type: T, data: LogData[T], redact: Redaction): LogData[T] {
  // One place knows which entry holds what; the type of the entry and its data belong together by construction.
  const rule = RULES[type] as ((data: LogData[T], redact: Redaction) => LogData[T]) | undefined
  return rule ? rule(data, redact) : data
}

/** Values by port, with the ports as they are. */
export function redactPorts(values: JsonObject, redact: Redaction): JsonObject {
  const entries = Object.entries(values).map(([port, value]) => [port, redact.json(value)] as const)
  return entries.every(([port, value]) => value === values[port]) ? values : Object.fromEntries(entries)
}

export function redactFailure<F extends NodeFailure>(failure: F, redact: Redaction): F {
  const { message, hint, details } = failure
  return {
    ...failure,
    message: redact.text(message),
    ...(hint !== undefined && { hint: redact.text(hint) }),
    ...(details !== undefined && { details: redact.json(details) }),
  }
}

type Rules = { [T in LogType]?: (data: LogData[T], redact: Redaction) => LogData[T] }

const withError = <D extends { error: NodeFailure }>(data: D, redact: Redaction): D => ({
  ...data,
  error: redactFailure(data.error, redact),
})

const RULES: Rules = {
  node_started: (data, redact) => ({
    ...data,
    ...(data.inputs && { inputs: redactPorts(data.inputs, redact) }),
    ...(data.wake?.reason === 'signal' && {
      wake: { ...data.wake, data: redact.json<JsonValue>(data.wake.data) },
    }),
  }),
  node_progress: (data, redact) => ({
    ...data,
    ...(data.message !== undefined && { message: redact.text(data.message) }),
  }),
  node_log: (data, redact) => ({
    ...data,
    message: redact.text(data.message),
    ...(data.data !== undefined && { data: redact.json<JsonValue>(data.data) }),
  }),
  node_step: (data, redact) => ({
    ...data,
    ...(data.info !== undefined && { info: redact.json<JsonValue>(data.info) }),
    ...(data.value !== undefined && { value: redact.json<JsonValue>(data.value) }),
    ...(data.error && { error: redactFailure(data.error, redact) }),
  }),
  node_completed: (data, redact) => ({
    ...data,
    outputs: redactPorts(data.outputs, redact),
    ...(data.error && { error: redactFailure(data.error, redact) }),
  }),
  node_failed: withError,
  node_retrying: withError,
  execution_completed: (data, redact) => ({
    ...data,
    final_output: redact.json<JsonValue>(data.final_output),
  }),
  execution_failed: withError,
}
