import type { FunctionService, KnowledgeService, McpService, WorkflowService } from '@llamanexus/node-sdk'

/** Where the tools of an agent come from. */
export interface ToolServices {
  functions: FunctionService
  mcp: McpService
  workflows: WorkflowService
  knowledge?: KnowledgeService
}
