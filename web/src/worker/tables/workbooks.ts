/** The readers of workbooks, with their libraries in one piece that is loaded when it is needed. */
export { openDocument } from './opendocument';
export { workbook } from './workbook';
