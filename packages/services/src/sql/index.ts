export { createSqlService, type SqlServiceOptions } from './sql_service.ts'
