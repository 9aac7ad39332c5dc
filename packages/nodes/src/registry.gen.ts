// Made by scripts/collect-nodes.mjs; run it after adding or removing a node file.
import type { NodeRegistry } from '@llamanexus/node-sdk'
import graphqlQueryNode from './api/graphql_query.node.ts'
import httpRequestNode from './api/http_request.node.ts'
import openapiCallNode from './api/openapi_call.node.ts'
import websocketNode from './api/websocket.node.ts'
import conditionNode from './control/condition.node.ts'
import delayNode from './control/delay.node.ts'
import loopNode from './control/loop.node.ts'
import mergeNode from './control/merge.node.ts'
import parallelNode from './control/parallel.node.ts'
import retryNode from './control/retry.node.ts'
import subWorkflowNode from './control/sub_workflow.node.ts'
import switchNode from './control/switch.node.ts'
import waitApprovalNode from './control/wait_approval.node.ts'
import whileLoopNode from './control/while_loop.node.ts'
import aggregatorNode from './data/aggregator.node.ts'
import extractJsonNode from './data/extract_json.node.ts'
import filterNode from './data/filter.node.ts'
import jsonParseNode from './data/json_parse.node.ts'
import jsonStringifyNode from './data/json_stringify.node.ts'
import mapperNode from './data/mapper.node.ts'
import regexExtractNode from './data/regex_extract.node.ts'
import setNode from './data/set.node.ts'
import templateNode from './data/template.node.ts'
import cacheGetNode from './database/cache_get.node.ts'
import cacheSetNode from './database/cache_set.node.ts'
import nosqlQueryNode from './database/nosql_query.node.ts'
import qdrantSearchNode from './database/qdrant_search.node.ts'
import sqlQueryNode from './database/sql_query.node.ts'
import agentNode from './llm/agent.node.ts'
import anthropicChatNode from './llm/anthropic_chat.node.ts'
import embeddingNode from './llm/embedding.node.ts'
import llmChatNode from './llm/llm_chat.node.ts'
import llmCompletionNode from './llm/llm_completion.node.ts'
import modelRouterNode from './llm/model_router.node.ts'
import openaiChatNode from './llm/openai_chat.node.ts'
import outputParserNode from './llm/output_parser.node.ts'
import mcpPromptNode from './mcp/mcp_prompt.node.ts'
import mcpResourceNode from './mcp/mcp_resource.node.ts'
import mcpServerNode from './mcp/mcp_server.node.ts'
import mcpToolNode from './mcp/mcp_tool.node.ts'
import fileWriteNode from './outputs/file_write.node.ts'
import logNode from './outputs/log.node.ts'
import notificationNode from './outputs/notification.node.ts'
import outputNode from './outputs/output.node.ts'
import webhookResponseNode from './outputs/webhook_response.node.ts'
import chunkerNode from './rag/chunker.node.ts'
import documentLoaderNode from './rag/document_loader.node.ts'
import graphQueryNode from './rag/graph_query.node.ts'
import rerankerNode from './rag/reranker.node.ts'
import retrieverNode from './rag/retriever.node.ts'
import vectorStoreNode from './rag/vector_store.node.ts'
import codeExecutorNode from './tools/code_executor.node.ts'
import functionCallNode from './tools/function_call.node.ts'
import shellCommandNode from './tools/shell_command.node.ts'
import toolRouterNode from './tools/tool_router.node.ts'
import eventListenerNode from './triggers/event_listener.node.ts'
import fileWatchNode from './triggers/file_watch.node.ts'
import httpWebhookNode from './triggers/http_webhook.node.ts'
import manualTriggerNode from './triggers/manual_trigger.node.ts'
import scheduleNode from './triggers/schedule.node.ts'

/** Every node type there is, by type name. */
export const nodeRegistry: NodeRegistry = new Map(
  [
    graphqlQueryNode,
    httpRequestNode,
    openapiCallNode,
    websocketNode,
    conditionNode,
    delayNode,
    loopNode,
    mergeNode,
    parallelNode,
    retryNode,
    subWorkflowNode,
    switchNode,
    waitApprovalNode,
    whileLoopNode,
    aggregatorNode,
    extractJsonNode,
    filterNode,
    jsonParseNode,
    jsonStringifyNode,
    mapperNode,
    regexExtractNode,
    setNode,
    templateNode,
    cacheGetNode,
    cacheSetNode,
    nosqlQueryNode,
    qdrantSearchNode,
    sqlQueryNode,
    agentNode,
    anthropicChatNode,
    embeddingNode,
    llmChatNode,
    llmCompletionNode,
    modelRouterNode,
    openaiChatNode,
    outputParserNode,
    mcpPromptNode,
    mcpResourceNode,
    mcpServerNode,
    mcpToolNode,
    fileWriteNode,
    logNode,
    notificationNode,
    outputNode,
    webhookResponseNode,
    chunkerNode,
    documentLoaderNode,
    graphQueryNode,
    rerankerNode,
    retrieverNode,
    vectorStoreNode,
    codeExecutorNode,
    functionCallNode,
    shellCommandNode,
    toolRouterNode,
    eventListenerNode,
    fileWatchNode,
    httpWebhookNode,
    manualTriggerNode,
    scheduleNode,
  ].map((type) => [type.info.type, type]),
)
