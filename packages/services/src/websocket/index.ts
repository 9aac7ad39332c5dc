export { createWebSocketService } from './websocket_service.ts'
