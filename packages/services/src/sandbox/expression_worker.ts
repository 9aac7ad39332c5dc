import { serveWorker } from '../workers/serve_worker.ts'
import {
  createEvaluator,
  type EvaluationLimits,
  type Evaluator,
  type Outcome,
  type Program,
} from './evaluator.ts'
import { loadQuickJs } from './quickjs_module.ts'

/** What the expression service asks of its worker; each is answered with an `Outcome`. */
export type ExpressionJob =
  | { kind: 'evaluate'; program: Program; scope: string; limits: EvaluationLimits }
  | { kind: 'begin'; shared: { scope: string; items: string; careful: boolean }; limits: EvaluationLimits }
  | { kind: 'each'; program: Program; chunk: { json: string; first: number }; limits: EvaluationLimits }
  | { kind: 'end' }

let evaluator: Evaluator | undefined

serveWorker(async (message) => perform(message as ExpressionJob))

async function perform(job: ExpressionJob): Promise<Outcome> {
  // A spent evaluator is only replaced between series: in the middle of one its shared scope would be gone.
  if (evaluator?.spent && (job.kind === 'evaluate' || job.kind === 'begin')) {
    evaluator.dispose()
    evaluator = undefined
  }
  evaluator ??= createEvaluator(await loadQuickJs())
  switch (job.kind) {
    case 'evaluate':
      return evaluator.evaluate(job.program, job.scope, job.limits)
    case 'begin':
      return evaluator.begin(job.shared, job.limits)
    case 'each':
      return evaluator.each(job.program, job.chunk, job.limits)
    case 'end':
      evaluator.end()
      return { ok: true, json: 'null' }
  }
}
