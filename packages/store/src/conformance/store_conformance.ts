import { executionsConformance } from './executions.ts'
import type { MakeStore } from './harness.ts'
import { journalConformance } from './journal.ts'
import { payloadsConformance } from './payloads.ts'
import { retentionConformance } from './retention.ts'
import { triggersConformance } from './triggers.ts'
import { workflowsConformance } from './workflows.ts'

/** What every store must do, whatever it keeps its rows in. */
export const storeConformance = (name: string, makeStore: MakeStore): void => {
  journalConformance(name, makeStore)
  payloadsConformance(name, makeStore)
  workflowsConformance(name, makeStore)
  executionsConformance(name, makeStore)
  retentionConformance(name, makeStore)
  triggersConformance(name, makeStore)
}
