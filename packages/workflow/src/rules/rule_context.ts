import type { Workflow } from '../document.ts'
import type { Graph } from '../graph_of.ts'
import type { Liveness } from '../liveness_of.ts'
import type { Catalogue } from '../node_type.ts'

export interface ValidateOptions {
  /** Names that `secrets.<name>` may use; not checked when absent. */
  secrets?: ReadonlySet<string>
  /** Ids that a `credential` in a config may name, with the type of each; not checked when absent. */
  credentials?: ReadonlyMap<string, string>
  /** Names of the functions of the workspace; these and the following are not checked when absent. */
  functions?: ReadonlySet<string>
  /** Names of the knowledge collections. */
  collections?: ReadonlySet<string>
  /** Names of the MCP servers that are set up. */
  mcp_servers?: ReadonlySet<string>
  /** Ids of the workflows. */
  workflows?: ReadonlySet<string>
  /** What a field for a model may name: `provider/model`, and the name of the model alone. */
  models?: ReadonlySet<string>
}

/** What every rule of validation is given. */
export interface RuleContext {
  workflow: Workflow
  catalogue: Catalogue
  graph: Graph
  liveness: Liveness
  options: ValidateOptions
}
