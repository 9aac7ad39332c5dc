import type { JsonObject } from '@llamanexus/workflow'
import { Type } from 'typebox'
import { FunctionDraftSchema, FunctionName, FunctionSchema, FunctionTrySchema } from './function_schemas.ts'
import { route } from './route.ts'
import { Paging, pageOf } from './schemas.ts'

const ByName = Type.Object({ name: FunctionName })
const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({ description: 'The version that was read, `"7"`; another one is refused with 412' }),
  ),
})

/** Functions that the workspace defines. */
export const functionRoutes = {
  listFunctions: route({
    id: 'listFunctions',
    method: 'GET',
    path: '/functions',
    summary: 'List the functions of the workspace, by name',
    tag: 'functions',
    query: Type.Object({ ...Paging, search: Type.Optional(Type.String()) }),
    replies: { 200: pageOf(FunctionSchema) },
    problems: [400],
  }),
  createFunction: route({
    id: 'createFunction',
    method: 'POST',
    path: '/functions',
    summary: 'Make a function',
    tag: 'functions',
    body: FunctionDraftSchema,
    replies: { 201: FunctionSchema },
    problems: [400, 409, 413, 415, 422],
  }),
  getFunction: route({
    id: 'getFunction',
    method: 'GET',
    path: '/functions/{name}',
    summary: 'Read a function',
    tag: 'functions',
    params: ByName,
    replies: { 200: FunctionSchema },
    problems: [404],
  }),
  updateFunction: route({
    id: 'updateFunction',
    method: 'PUT',
    path: '/functions/{name}',
    summary: 'Save a function as its next version; another name in the body renames it',
    tag: 'functions',
    params: ByName,
    headers: IfMatch,
    body: FunctionDraftSchema,
    replies: { 200: FunctionSchema },
    problems: [400, 404, 409, 412, 413, 415, 422],
  }),
  deleteFunction: route({
    id: 'deleteFunction',
    method: 'DELETE',
    path: '/functions/{name}',
    summary: 'Delete a function',
    tag: 'functions',
    params: ByName,
    headers: IfMatch,
    replies: { 204: Type.Null() },
    problems: [404, 412],
  }),
  runFunction: route({
    id: 'runFunction',
    method: 'POST',
    path: '/functions/{name}/run',
    summary: 'Try a function with arguments; with `function`, as it stands there instead of as it is saved',
    tag: 'functions',
    params: ByName,
    body: Type.Object({
      args: Type.Unsafe<JsonObject>({ type: 'object', description: 'Arguments by name' }),
      function: Type.Optional(FunctionDraftSchema),
    }),
    replies: { 200: FunctionTrySchema },
    problems: [400, 404, 413, 415, 422],
  }),
} as const
