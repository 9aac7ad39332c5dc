import { Type } from 'typebox'
import { route } from './route.ts'
import { Paging, pageOf, Time } from './schemas.ts'

export interface FileEntry {
  path: string
  kind: 'file' | 'folder'
  bytes: number
  modified_at: string
}

export const FileSchema = Type.Unsafe<FileEntry>(
  Type.Object({
    path: Type.String({ description: 'Below the workspace, with `/` between its parts' }),
    kind: Type.Union([Type.Literal('file'), Type.Literal('folder')]),
    bytes: Type.Integer({ minimum: 0, description: '0 for folders' }),
    modified_at: Time,
  }),
)

const Path = Type.String({ minLength: 1, maxLength: 1024, description: 'Below the workspace' })
const Folder = Type.Optional(
  Type.String({ maxLength: 1024, description: 'Below the workspace; without it, the workspace itself' }),
)

/** Files of the workspace, which nodes read and write. */
export const fileRoutes = {
  listFiles: route({
    id: 'listFiles',
    method: 'GET',
    path: '/files',
    summary: 'List the files and folders of a folder, folders first',
    tag: 'files',
    query: Type.Object({
      ...Paging,
      folder: Folder,
      search: Type.Optional(Type.String({ description: 'Part of the path, whatever the case' })),
      glob: Type.Optional(Type.String({ description: 'Which files, such as `**/*.md`' })),
      recursive: Type.Optional(
        Type.Boolean({ default: false, description: 'The files of all folders below, without the folders' }),
      ),
    }),
    replies: { 200: pageOf(FileSchema) },
    problems: [400, 404, 422],
  }),
  uploadFiles: route({
    id: 'uploadFiles',
    method: 'POST',
    path: '/files',
    summary: 'Put the files of a form into a folder; names may have folders in them, which are made',
    tag: 'files',
    query: Type.Object({
      folder: Folder,
      replace: Type.Optional(
        Type.Boolean({ default: false, description: 'Replace files that are there already' }),
      ),
    }),
    consumes: ['multipart/form-data'],
    replies: { 201: Type.Object({ items: Type.Array(FileSchema) }) },
    problems: [400, 409, 413, 415, 422, 507],
  }),
  putFile: route({
    id: 'putFile',
    method: 'PUT',
    path: '/files/content',
    summary: 'Write a file, the body being its bytes; what is there already is replaced',
    tag: 'files',
    query: Type.Object({ path: Path }),
    consumes: ['application/octet-stream'],
    replies: { 200: FileSchema },
    problems: [400, 413, 415, 422, 507],
  }),
  downloadFile: route({
    id: 'downloadFile',
    method: 'GET',
    path: '/files/content',
    summary: 'The bytes of a file, as an attachment',
    tag: 'files',
    query: Type.Object({ path: Path }),
    produces: ['application/octet-stream'],
    replies: { 200: Type.String() },
    problems: [400, 404, 422],
  }),
  deleteFile: route({
    id: 'deleteFile',
    method: 'DELETE',
    path: '/files',
    summary: 'Delete a file, or a folder: one that is not empty with `recursive`',
    tag: 'files',
    query: Type.Object({ path: Path, recursive: Type.Optional(Type.Boolean({ default: false })) }),
    replies: { 204: Type.Null() },
    problems: [400, 404, 409, 422],
  }),
} as const
