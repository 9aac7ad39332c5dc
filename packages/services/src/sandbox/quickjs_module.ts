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
  WebAssembly: { Module: new (bytes: Uint8Array) => object }
}

let compiled: QuickJSSyncVariant | undefined

/** A QuickJS of its own: linear memory shared with no other, so that a trap or a full heap in it harms nothing else. */
export function loadQuickJs(): Promise<QuickJSWASMModule> {
  compiled ??= compile()
  return newQuickJSWASMModuleFromVariant(compiled)
}

/** Once a thread: what is compiled holds no state, and compiling is most of what a new QuickJS costs. */
function compile(): QuickJSSyncVariant {
  const file = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))
  const wasmModule = new WebAssembly.Module(readFileSync(file))
  // The package publishes types of its CommonJS build only, in which the default export is one level deeper.
  return newVariant(variant as unknown as QuickJSSyncVariant, { wasmModule })
}
