import {
  createEngine,
  type EngineLimits,
  type ExecutionRecord,
  type LogEntry,
  type Redaction,
  type SecretSource,
} from '@llamanexus/engine'
import type { NodeServices } from '@llamanexus/node-sdk'
import type { JsonValue, Workflow } from '@llamanexus/workflow'
import { createMemoryJournal, type MemoryJournal } from './memory_journal.ts'
import { createPlainExpressions } from './plain_expressions.ts'
import { runUntil } from './run_until.ts'
import { createSimulatedClock } from './simulated_clock.ts'
import { createTestNodes, newWorld, type World } from './test_nodes.ts'

export interface TestProcessOptions {
  journal?: MemoryJournal
  world?: World
  limits?: Partial<EngineLimits>
  random?: () => number
  secrets?: SecretSource
  redaction?: Redaction
}

/** An engine on simulated time with a journal in memory: a process that a test can start, run and let die. */
export function createTestProcess(options: TestProcessOptions = {}) {
  const world = options.world ?? newWorld(createSimulatedClock())
  const { clock } = world
  const journal = options.journal ?? createMemoryJournal()
  const seen: LogEntry[] = []
  const engine = createEngine({
    nodes: createTestNodes(world),
    // The test nodes ask for no services.
    services: {} as NodeServices,
    expressions: createPlainExpressions(),
    journal,
    clock,
    observer: { committed: (_, entries) => void seen.push(...entries) },
    limits: options.limits,
    secrets: options.secrets,
    redaction: options.redaction,
    random: options.random ?? (() => 0),
  })
  let count = 0
  return { engine, journal, clock, world, seen, start, run }

  function start(
    workflow: Workflow,
    trigger_data: JsonValue = null,
    rest: { until_node?: string; trigger_node?: string } = {},
  ) {
    count += 1
    const execution_id = `run-${count}`
    journal.addWorkflow(workflow)
    return {
      id: execution_id,
      ...engine.start({ execution_id, workflow, trigger_data, source: 'test', ...rest }),
    }
  }

  /** Starts the workflow and lets time pass until it has ended. */
  async function run(
    workflow: Workflow,
    trigger_data: JsonValue = null,
    rest = {},
  ): Promise<ExecutionRecord> {
    return runUntil(clock, start(workflow, trigger_data, rest).finished)
  }
}
