import { NodeError, type NoSqlRequest, type NoSqlResult } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Redis } from 'ioredis'
import {
  connectFailed,
  MAX_BYTES,
  queryFailed,
  queryInvalid,
  readOnly,
  signInFailed,
  tooLarge,
} from './nosql_error.ts'

/** A command with its arguments, as it is sent. */
export type RedisCommand = [string, ...string[]]

/** Performs one command, or several as a transaction, on a connection that nobody else uses meanwhile. */
export async function redisQuery(client: Redis, request: NoSqlRequest): Promise<NoSqlResult> {
  const commands = readCommands(request.query)
  await refuse(client, commands, request.read_only)
  const [only] = commands
  const replies =
    only && commands.length === 1 && 'command' in request.query
      ? [await reply(client, only)]
      : await transaction(client, commands)
  const [first] = replies
  const all = replies.length === 1 && Array.isArray(first) ? first : replies
  if (JSON.stringify(all).length > MAX_BYTES) throw tooLarge(MAX_BYTES)
  return { results: all.slice(0, request.max_results), truncated: all.length > request.max_results }
}

export function readCommands(query: JsonObject): RedisCommand[] {
  const { command, args = [], commands } = query
  if (typeof command === 'string' && Array.isArray(args)) return [asCommand([command, ...args])]
  if (Array.isArray(commands) && commands.length > 0 && commands.every(Array.isArray))
    return commands.map((each) => asCommand(each as JsonValue[]))
  throw queryInvalid(
    '"query" is no command of Redis',
    'Write {"command": "GET", "args": ["key"]}, or {"commands": [["SET", "a", 1], ["GET", "a"]]}.',
  )
}

function asCommand([name, ...args]: readonly JsonValue[]): RedisCommand {
  if (typeof name !== 'string' || !/^[A-Za-z][\w.-]*$/.test(name))
    throw queryInvalid(
      '"query" holds a command without a name',
      'A command begins with its name, such as "GET".',
    )
  return [
    name.toUpperCase(),
    ...args.map((arg) => (typeof arg === 'object' && arg !== null ? JSON.stringify(arg) : String(arg ?? ''))),
  ]
}

/** What changes the connection or the server itself, or never answers. */
const REFUSED = new Set(
  'SUBSCRIBE PSUBSCRIBE SSUBSCRIBE UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE MONITOR MULTI EXEC DISCARD WATCH UNWATCH CLIENT AUTH HELLO QUIT RESET SELECT ASKING READONLY READWRITE SYNC PSYNC'.split(
    ' ',
  ),
)
const HARMLESS = new Set(['PING', 'ECHO', 'TIME'])

/** The server itself says what a command does. */
async function refuse(client: Redis, commands: readonly RedisCommand[], readsOnly: boolean): Promise<void> {
  const infos = (await send(client, ['COMMAND', 'INFO', ...commands.map(([name]) => name)])) as Info[]
  for (const [index, [name, part]] of commands.entries()) {
    const info = infos[index]
    const flags = flagsOf(partOf(info, name, part) ?? info)
    if (!flags) throw queryInvalid(`Redis has no command ${name}`, 'Check how it is written.')
    if (REFUSED.has(name) || flags.has('admin'))
      throw queryInvalid(
        `${name} is not possible here`,
        'A node reads and writes data; it does not run the server.',
      )
    if (readsOnly && !flags.has('readonly') && !HARMLESS.has(name)) throw readOnly(name)
  }
}

/** Name, arity, flags, … and at 9 the same of the parts of a command such as `CONFIG GET`. */
type Info = readonly unknown[] | null | undefined

function partOf(info: Info, name: string, part = ''): Info {
  const parts = (info?.[9] ?? []) as readonly (readonly unknown[])[]
  return parts.find(([full]) => String(full).toUpperCase() === `${name}|${part.toUpperCase()}`)
}

function flagsOf(info: Info): Set<string> | undefined {
  const flags = info?.[2]
  if (flags instanceof Set) return new Set([...flags].map(String))
  return Array.isArray(flags) ? new Set(flags.map(String)) : undefined
}

async function transaction(client: Redis, commands: readonly RedisCommand[]): Promise<JsonValue[]> {
  await send(client, ['MULTI'])
  try {
    for (const command of commands) await send(client, command)
  } catch (error) {
    await send(client, ['DISCARD'])
    throw error
  }
  const replies = (await send(client, ['EXEC'])) as unknown[] | null
  return (replies ?? []).map((each, index) => {
    if (each instanceof Error) throw redisFailure(each)
    return shaped(commands[index]?.[0] ?? '', each)
  })
}

const reply = async (client: Redis, command: RedisCommand): Promise<JsonValue> =>
  shaped(command[0], await send(client, command))

async function send(client: Redis, [name, ...args]: RedisCommand): Promise<unknown> {
  try {
    return await client.call(name, ...args)
  } catch (error) {
    throw redisFailure(error as Error)
  }
}

/** Hashes come as one list of names and values in turn. */
function shaped(name: string, value: unknown): JsonValue {
  const json = toJson(value)
  if (name !== 'HGETALL' || !Array.isArray(json)) return json
  const fields: JsonObject = {}
  for (let at = 0; at + 1 < json.length; at += 2) fields[String(json[at])] = json[at + 1] ?? null
  return fields
}

function toJson(value: unknown): JsonValue {
  if (value === null || value === undefined) return null
  if (Buffer.isBuffer(value)) return value.toString('utf8')
  if (Array.isArray(value)) return value.map(toJson)
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, each]) => [String(key), toJson(each)]))
  if (value instanceof Set) return [...value].map(toJson)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toJson(each)]))
  return value as JsonValue
}

/** A reply that is an error begins with its kind. */
export function redisFailure(error: Error): NodeError {
  if (error instanceof NodeError) return error
  if (/^(?:NOAUTH|WRONGPASS|NOPERM)|invalid (?:username-)?password|without any password/i.test(error.message))
    return signInFailed(error)
  return /^[A-Z]{3,} /.test(error.message) ? queryFailed(error) : connectFailed(error)
}
