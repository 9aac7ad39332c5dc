import type { DatabaseSync } from 'node:sqlite'
import { credentialReferences, type Workflow } from '@llamanexus/workflow'

/** Writes a document as its workflow's current version; to be called in a transaction. */
export const createWorkflowWriter = (db: DatabaseSync) => {
  const upsert = db.prepare(
    `INSERT INTO workflows (id, name, description, tags, version, is_active, node_count, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, tags = excluded.tags,
       version = excluded.version, is_active = excluded.is_active, node_count = excluded.node_count,
       updated_at = excluded.updated_at`,
  )
  const insertVersion = db.prepare(
    'INSERT INTO workflow_versions (workflow_id, version, change_summary, created_at, document) VALUES (?, ?, ?, ?, ?)',
  )
  const removeTags = db.prepare('DELETE FROM workflow_tags WHERE workflow_id = ?')
  const insertTag = db.prepare('INSERT OR IGNORE INTO workflow_tags (workflow_id, tag) VALUES (?, ?)')
  const removeTypes = db.prepare('DELETE FROM workflow_types WHERE workflow_id = ?')
  const insertType = db.prepare('INSERT OR IGNORE INTO workflow_types (workflow_id, node_type) VALUES (?, ?)')
  const forgetTriggers = createTriggerForgetter(db)

  const removeCredentials = db.prepare('DELETE FROM workflow_credentials WHERE workflow_id = ?')
  const insertCredential = db.prepare(
    'INSERT OR IGNORE INTO workflow_credentials (workflow_id, reference) VALUES (?, ?)',
  )

  return (workflow: Workflow, changeSummary: string): void => {
    const { id, name, description, version, is_active, nodes, created_at, updated_at } = workflow
    const tags = tagsOf(workflow)
    upsert.run(
      id,
      name,
      description ?? '',
      JSON.stringify(tags),
      version,
      is_active ? 1 : 0,
      nodes.length,
      created_at,
      updated_at,
    )
    insertVersion.run(id, version, changeSummary, updated_at, JSON.stringify(workflow))
    removeTags.run(id)
    for (const tag of tags) insertTag.run(id, tag)
    removeTypes.run(id)
    for (const type of new Set(nodes.map((node) => node.type))) insertType.run(id, type)
    removeCredentials.run(id)
    for (const reference of credentialReferences(workflow)) insertCredential.run(id, reference)
    forgetTriggers(workflow)
  }
}

/** What triggers remember ends with their node or with the workflow's being active, in the save that ends it. */
const createTriggerForgetter = (db: DatabaseSync) => {
  const removeStates = db.prepare(
    `DELETE FROM trigger_states WHERE workflow_id = ?1 AND key NOT IN (SELECT value FROM json_each(?2))
     AND (?2 = '[]' OR key NOT IN (SELECT id FROM schedules WHERE workflow_id = ?1))`,
  )
  const removeFirings = db.prepare('DELETE FROM trigger_firings WHERE workflow_id = ?')
  return ({ id, is_active, nodes }: Workflow): void => {
    removeStates.run(id, JSON.stringify(is_active ? nodes.map((node) => node.id) : []))
    if (!is_active) removeFirings.run(id)
  }
}

/** A stored document may carry findings, so nothing is taken for granted. */
const tagsOf = ({ settings }: Workflow): string[] => {
  const tags: unknown = settings.tags
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : []
}
