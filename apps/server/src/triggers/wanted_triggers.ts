import type { ScheduleRow } from '@llamanexus/store'
import { type Catalogue, type JsonObject, type Workflow, withDefaults } from '@llamanexus/workflow'
import type { TriggerNode } from './trigger_kind.ts'

/** A trigger that a workflow asks for. */
export interface WantedTrigger extends TriggerNode {
  type: string
  name: string
  schedule_id: string | null
  /** False for one that is switched off by itself. */
  enabled: boolean
}

/** The triggers of a document, and the schedules that were made for it over the API. */
export function wantedTriggers(
  workflow: Workflow,
  schedules: readonly ScheduleRow[],
  { types, catalogue }: { types: ReadonlySet<string>; catalogue: Catalogue },
): WantedTrigger[] {
  const saved_at = Date.parse(workflow.updated_at)
  const ofNodes = workflow.nodes.flatMap((node): WantedTrigger[] => {
    const info = catalogue.get(node.type)
    if (!info || !types.has(node.type)) return []
    return [
      {
        workflow_id: workflow.id,
        key: node.id,
        node_id: node.id,
        schedule_id: null,
        type: node.type,
        name: node.label ?? info.name,
        config: withDefaults(info.config_schema, node.config) as JsonObject,
        enabled: !node.policy?.disabled,
        saved_at,
      },
    ]
  })
  return [...ofNodes, ...schedules.map((schedule) => ofSchedule(workflow, schedule))]
}

const ofSchedule = (workflow: Workflow, schedule: ScheduleRow): WantedTrigger => ({
  workflow_id: workflow.id,
  key: schedule.id,
  node_id: schedule.trigger_node ?? standardTrigger(workflow),
  schedule_id: schedule.id,
  type: 'schedule',
  name: 'Schedule',
  config: { cron: schedule.cron, timezone: schedule.timezone ?? '', missed: schedule.missed },
  data: schedule.data,
  enabled: schedule.active,
  saved_at: Math.max(Date.parse(workflow.updated_at), Date.parse(schedule.created_at)),
})

/** Who starts a workflow from outside means the manual trigger, or else a schedule; the engine's first one where there is neither. */
const standardTrigger = ({ nodes }: Workflow): string | null => {
  const enabled = nodes.filter(({ policy }) => !policy?.disabled)
  const of = (type: string) => enabled.find((node) => node.type === type)?.id
  return of('manual_trigger') ?? of('schedule') ?? null
}
