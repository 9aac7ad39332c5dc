import { serveWorker } from '../workers/serve_worker.ts'
import {
  type Chunk,
  createEvaluator,
  type EvaluationLimits,
  type Evaluator,
  type Outcome,
  type Program,
  type SeriesScope,
} from './evaluator.ts'
import { loadQuickJs } from './quickjs_module.ts'

/** What the expression service asks of its worker; each is answered with an `Outcome`. */
export type ExpressionJob =
  | { kind: 'evaluate'; program: Program; scope: string; limits: EvaluationLimits }
  | { kind: 'begin'; program: Program; shared: SeriesScope; limits: EvaluationLimits }
  | { kind: 'each'; chunk: Chunk; limits: EvaluationLimits }
  | { kind: 'end' }

// Loaded before the first message is taken, so that no job pays for it out of its own time.
let evaluator: Evaluator = createEvaluator(await loadQuickJs())

serveWorker(async (message) => perform(message as ExpressionJob))

async function perform(job: ExpressionJob): Promise<Outcome> {
  // A spent evaluator is only replaced between series: in the middle of one its shared scope would be gone.
  if (evaluator.spent && (job.kind === 'evaluate' || job.kind === 'begin')) {
    evaluator.dispose()
    evaluator = createEvaluator(await loadQuickJs())
  }
  switch (job.kind) {
    case 'evaluate':
      return evaluator.evaluate(job.program, job.scope, job.limits)
    case 'begin':
      return evaluator.begin(job.program, job.shared, job.limits)
    case 'each':
      return evaluator.each(job.chunk, job.limits)
    case 'end':
      evaluator.end()
      return { ok: true, json: 'null' }
  }
}
