declare module 'parquetjs' {
  class ParquetReader {
    static openFile(path: string): Promise<ParquetReader>
    getRowCount(): number | { valueOf(): number }
    getCursor(columns?: string[][]): { next(): Promise<Record<string, unknown> | null> }
    close(): Promise<void>
  }
  const parquetjs: { ParquetReader: typeof ParquetReader }
  export default parquetjs
}
