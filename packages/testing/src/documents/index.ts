export { type DocxOptions, docxTable, makeDocx } from './make_docx.ts'
export { makePdf, type PdfOptions } from './make_pdf.ts'
export { makeZip, type ZipFile } from './make_zip.ts'
