import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import variant from '@jitl/quickjs-wasmfile-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'

/** Node has it, and its types do not. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object
    Memory: new (pages: { initial: number; maximum: number }) => object
  }
}

const PAGE_BYTES = 65_536
/** What the module itself asks for to begin with. */
export const INITIAL_BYTES = 16 << 20
const DEFAULT_MEMORY_BYTES = 64 << 20

let compiled: object | undefined

/**
 * A QuickJS of its own: linear memory shared with no other, so that a trap or a full heap in it harms nothing else. The
 * memory cannot grow by more than is said; the limit that QuickJS itself has counts little of what code takes.
 */
export function loadQuickJs(memoryBytes = DEFAULT_MEMORY_BYTES): Promise<QuickJSWASMModule> {
  compiled ??= compile()
  const initial = INITIAL_BYTES / PAGE_BYTES
  const maximum = initial + Math.ceil(memoryBytes / PAGE_BYTES)
  const wasmMemory = new WebAssembly.Memory({ initial, maximum })
  // The package publishes types of its CommonJS build only, in which the default export is one level deeper.
  const own = newVariant(variant as unknown as QuickJSSyncVariant, { wasmModule: compiled, wasmMemory })
  return newQuickJSWASMModuleFromVariant(own)
}

/** Once a thread: what is compiled holds no state, and compiling is most of what a new QuickJS costs. */
function compile(): object {
  const file = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))
  return new WebAssembly.Module(readFileSync(file))
}
