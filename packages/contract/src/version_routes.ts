import { Type } from 'typebox'
import { IfMatch } from './if_match.ts'
import { route } from './route.ts'
import { Any, Id, Paging, pageOf, WorkflowDocument } from './schemas.ts'
import { type VersionDiff, VersionSchema } from './workflow_schemas.ts'

const ById = Type.Object({ id: Id })

/** What a workflow was before. */
export const versionRoutes = {
  listVersions: route({
    id: 'listVersions',
    method: 'GET',
    path: '/workflows/{id}/versions',
    summary: 'List the saved versions, newest first',
    tag: 'versions',
    params: ById,
    query: Type.Object(Paging),
    replies: { 200: pageOf(VersionSchema) },
    problems: [404],
  }),
  getVersion: route({
    id: 'getVersion',
    method: 'GET',
    path: '/workflows/{id}/versions/{version}',
    summary: 'Read the document as it was at a version',
    tag: 'versions',
    params: Type.Object({ id: Id, version: Type.Integer({ minimum: 1 }) }),
    replies: { 200: WorkflowDocument },
    problems: [404],
  }),
  restoreVersion: route({
    id: 'restoreVersion',
    method: 'POST',
    path: '/workflows/{id}/versions/{version}/restore',
    summary: 'Save the document of a version again, as the newest',
    tag: 'versions',
    params: Type.Object({ id: Id, version: Type.Integer({ minimum: 1 }) }),
    headers: IfMatch,
    replies: { 200: WorkflowDocument },
    problems: [404, 412],
  }),
  diffVersions: route({
    id: 'diffVersions',
    method: 'GET',
    path: '/workflows/{id}/versions/diff',
    summary: 'What changed between two versions',
    tag: 'versions',
    params: ById,
    query: Type.Object({ from: Type.Integer({ minimum: 1 }), to: Type.Integer({ minimum: 1 }) }),
    replies: {
      200: Type.Unsafe<VersionDiff>(
        Type.Object({ from: Type.Integer(), to: Type.Integer(), summary: Type.String(), changes: Any }),
      ),
    },
    problems: [400, 404],
  }),
} as const
