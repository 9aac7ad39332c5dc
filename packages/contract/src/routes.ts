import { approvalRoutes } from './approval_routes.ts'
import { credentialRoutes } from './credential_routes.ts'
import { executionRoutes } from './execution_routes.ts'
import { fileRoutes } from './file_routes.ts'
import { functionRoutes } from './function_routes.ts'
import { knowledgeRoutes } from './knowledge_routes.ts'
import { modelRoutes } from './model_routes.ts'
import { nodeRoutes } from './node_routes.ts'
import { notificationRoutes } from './notification_routes.ts'
import { shareRoutes } from './share_routes.ts'
import { templateRoutes } from './template_routes.ts'
import { toolRoutes } from './tool_routes.ts'
import { transferRoutes } from './transfer_routes.ts'
import { triggerRoutes } from './trigger_routes.ts'
import { versionRoutes } from './version_routes.ts'
import { workflowRoutes } from './workflow_routes.ts'

/** Every route under `/api/v1`. */
export const routes = {
  ...credentialRoutes,
  ...approvalRoutes,
  ...fileRoutes,
  ...functionRoutes,
  ...toolRoutes,
  ...notificationRoutes,
  ...knowledgeRoutes,
  ...modelRoutes,
  ...workflowRoutes,
  ...executionRoutes,
  ...nodeRoutes,
  ...templateRoutes,
  ...transferRoutes,
  ...versionRoutes,
  ...shareRoutes,
  ...triggerRoutes,
} as const

export type Routes = typeof routes
export type RouteId = keyof Routes
