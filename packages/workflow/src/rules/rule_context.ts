import type { Workflow } from '../document.ts'
import type { Graph } from '../graph_of.ts'
import type { Liveness } from '../liveness_of.ts'
import type { Catalogue } from '../node_type.ts'

export interface ValidateOptions {
  /** Names that `secrets.<name>` may use; not checked when absent. */
  secrets?: ReadonlySet<string>
  /** Ids that a `credential` in a config may name, with the type of each; not checked when absent. */
  credentials?: ReadonlyMap<string, string>
}

/** What every rule of validation is given. */
export interface RuleContext {
  workflow: Workflow
  catalogue: Catalogue
  graph: Graph
  liveness: Liveness
  options: ValidateOptions
}
