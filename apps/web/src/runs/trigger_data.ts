import { type Catalogue, type JsonValue, sampleTriggerData, type WorkflowNode } from '@llamanexus/workflow'

/** The nodes that a run can start at; one that brings a sample comes first, for it is made for runs by hand. */
export const triggersOf = (nodes: Iterable<WorkflowNode>, catalogue: Catalogue): WorkflowNode[] =>
  [...nodes]
    .filter((node) => catalogue.get(node.type)?.role === 'trigger' && !node.policy?.disabled)
    .toSorted((a, b) => Number(hasSample(b)) - Number(hasSample(a)))

const hasSample = (node: WorkflowNode): boolean => node.config['sample'] !== undefined

/** What a run by hand starts with: the trigger's own sample, or data of the shape of its outputs. */
export const sampleData = (trigger: WorkflowNode | undefined, catalogue: Catalogue): JsonValue =>
  trigger ? sampleTriggerData(trigger, catalogue.get(trigger.type), new Date()) : {}
