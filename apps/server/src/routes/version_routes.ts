import type { JsonValue } from '@llamanexus/workflow'
import { diffWorkflows, summarizeChanges } from '@llamanexus/workflow'
import type { App } from '../app.ts'
import { etagOf, expectedVersion } from './etag.ts'
import type { Handlers } from './mount.ts'
import { paged } from './workflow_routes.ts'

type VersionRoute = 'listVersions' | 'getVersion' | 'restoreVersion' | 'diffVersions'

export const versionRoutes = ({ store, documents }: App): Pick<Handlers, VersionRoute> => ({
  async listVersions({ params, query }) {
    await documents.read(params.id)
    return store.workflows.versions(params.id, paged(query))
  },

  getVersion: ({ params }) => documents.read(params.id, params.version),

  async restoreVersion({ params, request, reply }) {
    const workflow = await documents.read(params.id, params.version)
    const saved = await documents.save(params.id, workflow, {
      expected: expectedVersion(request),
      change_summary: `Restored version ${params.version}`,
    })
    reply.header('etag', etagOf(saved.version))
    return saved
  },

  async diffVersions({ params, query }) {
    const { from, to } = query as NonNullable<typeof query>
    const [before, after] = [await documents.read(params.id, from), await documents.read(params.id, to)]
    const changes = diffWorkflows(before, after)
    // The changes hold parts of documents, which are JSON.
    return { from, to, summary: summarizeChanges(changes), changes: changes as object as JsonValue }
  },
})
