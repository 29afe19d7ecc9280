import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PDFiumModule } from '@hyzyla/pdfium'
import { QuarantineError } from '../records/quarantine.js'

/**
 * The one door to PDFium. `@hyzyla/pdfium` types only its own high-level API, which has no character boxes, fonts or paths, so the
 * raw C functions (https://pdfium.googlesource.com/pdfium/+/main/public/) are called here; the package's version is pinned exactly.
 * All handles are numbers (addresses in the module's memory).
 */
type RawFunction = (...args: number[]) => number

interface RawModule {
  HEAPU8: Uint8Array
  wasmExports: { malloc(size: number): number; free(pointer: number): void }
  [name: `_FPDF${string}`]: RawFunction
  [name: `_FORM_${string}`]: RawFunction
}

/** System calls of the module's in-memory file system (Emscripten's WASI imports). */
interface RawImports {
  env: { __syscall_openat(dir: number, path: number, flags: number, varargs: number): number }
  wasi_snapshot_preview1: {
    fd_write(fd: number, vectors: number, count: number, written: number): number
    fd_close(fd: number): number
  }
}

interface LoadOptions {
  instantiateWasm(imports: RawImports, done: (instance: WasmInstance, module: WasmModule) => void): object
}

/** The part of the WebAssembly API that is used; Node's types leave it to the DOM library. */
interface WasmInstance {
  exports: object
}
type WasmModule = object
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<WasmModule>
  Instance: new (module: WasmModule, imports: unknown) => WasmInstance
}

/** Load errors of fpdfview.h. */
const ERROR_PASSWORD = 4
const ERROR_SECURITY = 5

const SCRATCH_BYTES = 256

/** PDFium's memory and functions with typed reads. One per process; not re-entrant, like PDFium itself. */
export class Pdfium {
  /** Memory for out-parameters of a single call. */
  readonly scratch: number
  #view: DataView

  constructor(private readonly module: RawModule) {
    this.scratch = this.malloc(SCRATCH_BYTES)
    this.#view = new DataView(module.HEAPU8.buffer)
  }

  /** Calls a raw function, named without the leading underscore. */
  call(name: `FPDF${string}` | `FORM_${string}`, ...args: number[]): number {
    return (this.module[`_${name}` as `_FPDF${string}`] as RawFunction)(...args)
  }

  /** The raw function itself, for loops over characters. */
  raw(name: `FPDF${string}`): RawFunction {
    return this.module[`_${name}`] as RawFunction
  }

  malloc(size: number): number {
    const pointer = this.module.wasmExports.malloc(Math.max(1, size))
    if (pointer === 0) throw new QuarantineError('too_large', `${size} bytes of memory`)
    return pointer
  }

  free(pointer: number): void {
    this.module.wasmExports.free(pointer)
  }

  /** The memory as it is now: it moves whenever it grows, so views are never kept over a call. */
  get view(): DataView {
    if (this.#view.buffer !== this.module.HEAPU8.buffer) this.#view = new DataView(this.module.HEAPU8.buffer)
    return this.#view
  }

  get heap(): Uint8Array {
    return this.module.HEAPU8
  }

  f32(offset: number): number {
    return this.view.getFloat32(this.scratch + offset, true)
  }

  f64(offset: number): number {
    return this.view.getFloat64(this.scratch + offset, true)
  }

  u32(offset: number): number {
    return this.view.getUint32(this.scratch + offset, true)
  }

  /** A NUL-terminated UTF-8 string in the module's memory; the caller frees it. */
  cString(text: string): number {
    const bytes = Buffer.from(`${text}\0`, 'utf8')
    const pointer = this.malloc(bytes.length)
    this.heap.set(bytes, pointer)
    return pointer
  }

  /** Runs a call of the form `f(..., buffer, bytes) → bytes needed` twice and returns the bytes. */
  bytes(fill: (buffer: number, size: number) => number): Uint8Array {
    const size = fill(0, 0)
    if (size <= 0 || size > 64_000_000) return new Uint8Array()
    const pointer = this.malloc(size)
    try {
      const written = fill(pointer, size)
      return this.heap.slice(pointer, pointer + Math.min(size, written))
    } finally {
      this.free(pointer)
    }
  }

  /** As `bytes`, decoded from NUL-terminated UTF-16LE. */
  utf16(fill: (buffer: number, size: number) => number): string {
    const bytes = this.bytes(fill)
    return new TextDecoder('utf-16le').decode(bytes).replace(/\0+$/, '')
  }

  /** As `bytes`, decoded from NUL-terminated UTF-8. */
  utf8(fill: (buffer: number, size: number) => number): string {
    return Buffer.from(this.bytes(fill)).toString('utf8').replace(/\0+$/, '')
  }

  /**
   * Loads a document; the caller closes it with `closeDocument`.
   *
   * @throws QuarantineError `encrypted` or `corrupt`, by PDFium's own word.
   */
  loadDocument(bytes: Uint8Array): { document: number; memory: number } {
    const memory = this.malloc(bytes.length)
    this.heap.set(bytes, memory)
    const document = this.call('FPDF_LoadMemDocument', memory, bytes.length, 0)
    if (document !== 0) return { document, memory }
    const error = this.call('FPDF_GetLastError')
    this.free(memory)
    throw new QuarantineError(
      error === ERROR_PASSWORD || error === ERROR_SECURITY ? 'encrypted' : 'corrupt',
      `pdfium error ${error}`,
    )
  }

  closeDocument(loaded: { document: number; memory: number }): void {
    this.call('FPDF_CloseDocument', loaded.document)
    this.free(loaded.memory)
  }
}

let loading: Promise<Pdfium> | null = null

/** The process's PDFium, started on first use. */
export function pdfium(): Promise<Pdfium> {
  loading ??= start()
  return loading
}

/** Forgets the instance after a trap inside it (its memory can no longer be trusted); the next use starts a new one. */
export function discardPdfium(): void {
  loading = null
}

async function start(): Promise<Pdfium> {
  const require = createRequire(import.meta.url)
  const [wasm, font] = await Promise.all([
    readFile(require.resolve('@hyzyla/pdfium/pdfium.wasm')),
    readFile(require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf')),
  ])
  const compiled = await WebAssembly.compile(wasm)
  let imports: RawImports | null = null
  const options: LoadOptions = {
    instantiateWasm(given, done) {
      imports = given
      const instance = new WebAssembly.Instance(compiled, given)
      done(instance, compiled)
      return instance.exports
    },
  }
  const module = (await (PDFiumModule as unknown as (options: LoadOptions) => Promise<RawModule>)(options)) as RawModule
  const instance = new Pdfium(module)
  const folder = imports === null ? null : installFont(instance, imports, font)
  const config = instance.malloc(24)
  // FPDF_LIBRARY_CONFIG { int version; const char** user_font_paths; void* isolate; unsigned v8_slot; void* platform; int renderer }
  for (const [i, value] of [2, folder ?? 0, 0, 0, 0, 0].entries()) instance.view.setUint32(config + 4 * i, value, true)
  instance.call('FPDF_InitLibraryWithConfig', config)
  return instance
}

/**
 * Writes the bundled Noto Sans SC (OFL) into the module's file system and returns a `char**` of font folders. Without it a CJK font
 * that is not embedded (STSong-Light and its like) is drawn BLANK with no error, though its text extracts; with it PDFium substitutes
 * it at the right places and widths, the same on any machine because no font of the machine is seen. Null when the file cannot be
 * written: such pages are then recognised by their missing ink.
 */
function installFont(instance: Pdfium, imports: RawImports, font: Uint8Array): number | null {
  const AT_FDCWD = -100
  const O_WRONLY_CREAT = 0o101
  const path = instance.cString('/tmp/NotoSansSC-Regular.ttf')
  const mode = instance.malloc(4)
  instance.view.setUint32(mode, 0o644, true)
  const fd = imports.env.__syscall_openat(AT_FDCWD, path, O_WRONLY_CREAT, mode)
  if (fd < 0) return null
  const data = instance.malloc(font.length)
  instance.heap.set(font, data)
  const vector = instance.malloc(12)
  instance.view.setUint32(vector, data, true)
  instance.view.setUint32(vector + 4, font.length, true)
  const failed = imports.wasi_snapshot_preview1.fd_write(fd, vector, 1, vector + 8)
  const written = instance.view.getUint32(vector + 8, true)
  imports.wasi_snapshot_preview1.fd_close(fd)
  for (const pointer of [path, mode, data, vector]) instance.free(pointer)
  if (failed !== 0 || written !== font.length) return null
  const folders = instance.malloc(8)
  instance.view.setUint32(folders, instance.cString('/tmp'), true)
  instance.view.setUint32(folders + 4, 0, true)
  return folders
}
