export { createTemplateService, type TemplateServiceOptions } from './template_service.ts'
