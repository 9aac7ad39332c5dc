import type { JsonObject, JsonValue, WorkflowFunction } from '@llamanexus/workflow'
import { Type } from 'typebox'

/** A function as it is written. */
export type FunctionDraft = WorkflowFunction

export interface WorkspaceFunction extends FunctionDraft {
  /** Counts its saves, from 1. */
  version: number
  created_at: string
  updated_at: string
}

/** What a try of a function came to; an error of the code is an answer too. */
export interface FunctionTry {
  ok: boolean
  result: JsonValue
  /** What it printed, also where it failed. */
  stdout: string
  duration_ms: number
  error: { code: string; message: string; hint?: string; field?: string } | null
}

export const FunctionName = Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$' })

const JsonSchemaObject = Type.Unsafe<JsonObject>({ type: 'object', description: 'A JSON Schema' })

const draftFields = {
  name: FunctionName,
  description: Type.String({ maxLength: 2000 }),
  language: Type.Union([Type.Literal('javascript'), Type.Literal('python')]),
  code: Type.String({ minLength: 1, maxLength: 500_000 }),
  parameters: JsonSchemaObject,
  returns: Type.Optional(JsonSchemaObject),
  timeout_ms: Type.Optional(Type.Integer({ minimum: 1, maximum: 300_000 })),
  memory_mb: Type.Optional(Type.Integer({ minimum: 1, maximum: 1024 })),
}

export const FunctionDraftSchema = Type.Unsafe<FunctionDraft>(Type.Object(draftFields))

export const FunctionSchema = Type.Unsafe<WorkspaceFunction>(
  Type.Object({
    ...draftFields,
    version: Type.Integer(),
    created_at: Type.String(),
    updated_at: Type.String(),
  }),
)

export const FunctionTrySchema = Type.Unsafe<FunctionTry>(
  Type.Object({
    ok: Type.Boolean(),
    result: Type.Unsafe<JsonValue>({}),
    stdout: Type.String(),
    duration_ms: Type.Number(),
    error: Type.Unsafe<FunctionTry['error']>({
      anyOf: [
        {
          type: 'object',
          required: ['code', 'message'],
          properties: {
            code: { type: 'string' },
            message: { type: 'string' },
            hint: { type: 'string' },
            field: { type: 'string' },
          },
        },
        { type: 'null' },
      ],
    }),
  }),
)
